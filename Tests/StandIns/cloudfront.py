#!/usr/bin/env python3
"""A strict stand-in for CloudFront: CreateInvalidation, GetInvalidation, ListInvalidations, ListDistributions,
GetDistributionConfig, and the same of tenants of multi-tenant distributions.

It verifies every signature and refuses what the service refuses. It also refuses items that the service accepts
without purging anything (`%7E`, `%2A`), because a test could not detect them otherwise. A request that repeats a caller
reference must have its items in the same order: whether the service requires this is not documented.

Settings at POST /control, beside faults: {"polls": N}, the GETs until an invalidation is Completed; {"complete": true}
completes all invalidations; {"delete": true} deletes them; {"refuse": [ITEM, …]} refuses batches with one of them;
{"distribution": [ID, …], "alias": ["ID=NAME", …]} replaces those that there are.
"""

import argparse
import datetime
import os
import random
import re
import sys
import time
import urllib.parse
import xml.etree.ElementTree as ElementTree
from xml.sax.saxutils import escape

sys.dont_write_bytecode = True
import standin  # noqa: E402  (after dont_write_bytecode, so that no compiled file is written beside the sources)
from sigv4 import Refusal, verify  # noqa: E402

NAMESPACE = "http://cloudfront.amazonaws.com/doc/2020-05-31/"
MAXIMUM_ITEMS, MAXIMUM_PATHS, MAXIMUM_WILDCARDS = 3000, 3000, 15
UNSAFE = set('<>"#{}|\\^~[]`')


FAULTS = {
    "throttle": Refusal(400, "Throttling", "Rate exceeded"),
    "503": Refusal(503, "ServiceUnavailable", "CloudFront encountered an internal error. Please try again."),
    "toomany": Refusal(
        400, "TooManyInvalidationsInProgress",
        "Processing your request will cause you to exceed the maximum number of in-progress wildcard invalidations."),
    "denied": Refusal(403, "AccessDenied", "User is not authorized to perform this action on this distribution"),
    "expired": Refusal(403, "ExpiredToken", "The security token included in the request is expired"),
    "badgateway": None,  # the answer of a proxy, in HTML
    "truncated": None,  # accepted; the connection is closed in the middle of the answer
    "lost": None,  # accepted; the connection is closed before the answer
    "hang": None,  # no answer
}


# Invalidations


def is_valid_item(item):
    visible = all(0x21 <= ord(character) <= 0x7E for character in item)
    if item.startswith("#"):
        return visible and 2 <= len(item) <= 257 and not set(item) & {",", "*"}
    return (
        item.startswith("/") and len(item) <= 4000 and visible and "*" not in item[:-1] and not set(item) & UNSAFE
        and not re.search(r"%(?![0-9A-Fa-f]{2})|%7e|%2a", item, re.IGNORECASE))


def is_wildcard(item):
    return item.startswith("/") and item.endswith("*")


def parse_batch(body, content_type):
    """The items and the caller reference of an InvalidationBatch."""
    if not body or content_type not in (None, "text/xml", "application/xml"):
        raise Refusal(
            400, "MissingBody", "The request body is missing. Ensure that the body is present and the "
            "Content-Type header is set.")
    try:
        root = ElementTree.fromstring(body)
    except ElementTree.ParseError as error:
        raise Refusal(400, "MalformedXML", f"1 validation error detected: {error}") from error
    names = [element.tag for element in root.iter()]
    if root.tag != f"{{{NAMESPACE}}}InvalidationBatch" or not all(n.startswith(f"{{{NAMESPACE}}}") for n in names):
        raise Refusal(400, "MalformedXML", f"The root must be InvalidationBatch in {NAMESPACE}")
    ns = {"c": NAMESPACE}
    items = [path.text or "" for path in root.findall("c:Paths/c:Items/c:Path", ns)]
    reference = root.findtext("c:CallerReference", "", ns)
    if not reference:
        raise Refusal(400, "InvalidArgument", "The caller reference is missing.")
    if root.findtext("c:Paths/c:Quantity", "", ns) != str(len(items)):
        raise Refusal(400, "InconsistentQuantities", "The value of Quantity and the size of Items do not match.")
    return items, reference


class CloudFront(standin.Handler):
    options = None
    known_faults = tuple(FAULTS)
    invalidations = []
    # Accepted requests, including repeated ones, which create no invalidation.
    requests = []
    refused_items = set()
    seen = {"invalidations": invalidations, "requests": requests, "refused": [], "lists": []}

    def configure(self, settings):
        for key in ["polls", "distribution", "alias"]:
            if key in settings:
                setattr(self.options, key, settings.pop(key))
        if settings.pop("complete", False):
            for invalidation in self.invalidations:
                invalidation["status"] = "Completed"
        if settings.pop("delete", False):
            self.invalidations.clear()
        if "refuse" in settings:
            self.refused_items.clear()
            self.refused_items.update(settings.pop("refuse"))
        return settings

    def serve(self, body):
        with self.lock:
            fault = self.next_fault()
            try:
                verify(self, body, self.options, "us-east-1", "cloudfront")
                if fault and FAULTS[fault]:
                    raise FAULTS[fault]
                answer = None if fault in ("hang", "badgateway") else self.operation(body)
            except Refusal as refusal:
                self.seen["refused"].append(refusal.code)
                return self.respond_refusal(refusal)
        self.finish_with(fault, answer)

    def finish_with(self, fault, answer):
        if fault == "hang":
            self.hang()
        if fault == "lost":
            raise standin.Disconnect
        if fault == "badgateway":
            return self.respond(502, b"<html><body>502 Bad Gateway<br></body></html>", [("Content-Type", "text/html")])
        status, document, headers = answer
        body = f'<?xml version="1.0"?>\n{document}'.encode()
        if fault == "truncated":
            self.wfile.write(b"HTTP/1.1 %d OK\r\nContent-Length: %d\r\n\r\n" % (status, len(body)) + body[:40])
            raise standin.Disconnect
        self.respond(status, body, [("Content-Type", "text/xml"), ("x-amzn-RequestId", "r-ok"), *headers])

    def operation(self, body):
        target = urllib.parse.urlsplit(self.path)
        match = re.fullmatch(
            r"/2020-05-31/distribution(?:-tenant)?/([^/]+)/invalidation(?:/([^/]+))?", target.path)
        if target.path == "/2020-05-31/distribution" and self.command == "GET":
            return self.list_distributions(urllib.parse.parse_qs(target.query))
        if config := re.fullmatch(r"/2020-05-31/distribution/([^/]+)/config", target.path):
            return self.config(urllib.parse.unquote(config.group(1)))
        if not match and target.path.startswith("/2020-05-31/distribution-tenant"):
            return self.tenant(target)
        if not match:
            raise Refusal(404, "NoSuchResource", f"No operation at {target.path}")
        distribution, identifier = (urllib.parse.unquote(part or "") for part in match.groups())
        if target.path.startswith("/2020-05-31/distribution-tenant/"):
            if distribution not in [tenant.split("=")[0] for tenant in self.options.tenant]:
                raise Refusal(404, "EntityNotFound", "The specified tenant does not exist.")
        elif distribution not in self.options.distribution:
            raise Refusal(404, "NoSuchDistribution", "The specified distribution does not exist.")
        own = [invalidation for invalidation in self.invalidations if invalidation["distribution"] == distribution]
        if self.command == "POST" and not identifier:
            return self.create(distribution, own, body)
        if self.command == "GET":
            return self.get(own, identifier) if identifier else self.list(own, urllib.parse.parse_qs(target.query))
        raise Refusal(405, "MethodNotAllowed", "The specified method is not allowed against this resource.")

    def create(self, distribution, own, body):
        items, reference = parse_batch(body, self.headers.get("Content-Type"))
        if len(items) > MAXIMUM_ITEMS:
            raise Refusal(413, "BatchTooLarge", "Your request contains more items than one invalidation may hold.")
        if not items or len(set(items)) < len(items) or not all(map(self.accepts, items)):
            raise Refusal(400, "InvalidArgument", "Your request contains one or more invalid invalidation paths.")
        tenants = dict((tenant.split("=")[0], tenant.split("=")[2]) for tenant in self.options.tenant)
        if tenants.get(distribution, distribution) not in self.options.tags and any(item.startswith("#") for item in items):
            # The service accepts them and purges nothing.
            raise Refusal(400, "InvalidArgument", "Your request contains tags, and the distribution has no CacheTagConfig.")
        for invalidation in own:
            if invalidation["callerReference"] == reference:
                if invalidation["items"] != items:
                    raise Refusal(
                        400, "InvalidArgument", "Your request contains a caller reference that was used for a "
                        "previous invalidation batch for the same distribution.")
                return self.accepted(invalidation)
        self.verify_quota(own, items)
        invalidation = {
            "id": f"I{len(self.invalidations) + 1:013d}", "distribution": distribution, "callerReference": reference,
            "items": items, "status": "InProgress", "polls": self.options.polls,
            "createTime": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        }
        self.invalidations.append(invalidation)
        return self.accepted(invalidation)

    def accepts(self, item):
        return is_valid_item(item) and item not in self.refused_items

    def verify_quota(self, own, items):
        in_progress = [item for i in own if i["status"] == "InProgress" for item in i["items"]] + items
        wildcards = sum(map(is_wildcard, in_progress))
        for kind, count, maximum in [
            ("", len(in_progress) - wildcards, MAXIMUM_PATHS), ("wildcard ", wildcards, MAXIMUM_WILDCARDS)
        ]:
            if count > maximum:
                raise Refusal(
                    400, "TooManyInvalidationsInProgress", "Processing your request will cause you to exceed the "
                    f"maximum number of in-progress {kind}invalidations.")

    def accepted(self, invalidation):
        request = {key: invalidation[key] for key in ("id", "distribution", "callerReference", "items")}
        self.requests.append({"at": time.monotonic_ns(), **request})
        location = f"https://cloudfront.amazonaws.com{self.path}/{invalidation['id']}"
        return 201, self.document(invalidation), [("Location", location)]

    def config(self, distribution):
        if distribution not in self.options.distribution:
            raise Refusal(404, "NoSuchDistribution", "The specified distribution does not exist.")
        header = "<CacheTagConfig><HeaderName>x-cache-tags</HeaderName></CacheTagConfig>"
        return 200, (
            f'<DistributionConfig xmlns="{NAMESPACE}"><CallerReference>c</CallerReference>'
            f"{header if distribution in self.options.tags else ''}</DistributionConfig>"), []

    def tenant(self, target):
        """GetDistributionTenant by id, or GetDistributionTenantByDomain."""
        wanted = urllib.parse.parse_qs(target.query).get("domain", [None])[0]
        if wanted and "GetDistributionTenantByDomain" in self.options.denied:
            raise Refusal(
                403, "AccessDenied", "User is not authorized to perform: cloudfront:GetDistributionTenantByDomain")
        for tenant in self.options.tenant:
            identifier, domain, distribution = tenant.split("=")
            if wanted == domain or target.path == f"/2020-05-31/distribution-tenant/{identifier}":
                return 200, (
                    f'<DistributionTenant xmlns="{NAMESPACE}"><Id>{identifier}</Id>'
                    f"<DistributionId>{distribution}</DistributionId><Domains><member><Domain>{escape(domain)}</Domain>"
                    "<Status>active</Status></member></Domains></DistributionTenant>"), []
        raise Refusal(404, "EntityNotFound", "The specified tenant does not exist.")

    def list_distributions(self, query):
        """Returns at most two distributions a page, whatever MaxItems is: the service may return short pages, too."""
        self.seen["lists"].append(query)
        known = self.options.distribution
        marker, size = query.get("Marker", [""])[0], min(2, int(query.get("MaxItems", ["100"])[0]))
        start = known.index(marker) + 1 if marker in known else 0
        page, rest = known[start:start + size], known[start + size:]
        summaries = ""
        for distribution in page:
            names = [alias.partition("=")[2] for alias in self.options.alias if alias.startswith(f"{distribution}=")]
            aliases = "".join(f"<CNAME>{escape(name)}</CNAME>" for name in names)
            summaries += (
                f"<DistributionSummary><Id>{distribution}</Id><Aliases><Quantity>{len(names)}</Quantity>"
                + (f"<Items>{aliases}</Items>" if names else "")
                + f"</Aliases><Staging>{str(distribution in self.options.staging).lower()}</Staging></DistributionSummary>")
        return 200, (
            f'<DistributionList xmlns="{NAMESPACE}"><Marker>{escape(marker)}</Marker>'
            + (f"<NextMarker>{page[-1]}</NextMarker>" if rest else "")
            + f"<MaxItems>{size}</MaxItems><IsTruncated>{str(bool(rest)).lower()}</IsTruncated>"
            f"<Quantity>{len(page)}</Quantity>" + (f"<Items>{summaries}</Items>" if page else "") + "</DistributionList>"), []

    def get(self, own, identifier):
        found = [invalidation for invalidation in own if invalidation["id"] == identifier]
        if not found:
            raise Refusal(404, "NoSuchInvalidation", "The specified invalidation does not exist.")
        invalidation = found[0]
        if invalidation["polls"] == 0:
            invalidation["status"] = "Completed"
        invalidation["polls"] = max(0, invalidation["polls"] - 1)
        return 200, self.document(invalidation), []

    def list(self, own, query):
        newest = own[::-1]
        marker, size = query.get("Marker", [""])[0], int(query.get("MaxItems", ["100"])[0])
        start = next((index + 1 for index, i in enumerate(newest) if i["id"] == marker), 0)
        page, rest = newest[start:start + size], newest[start + size:]
        summaries = "".join(
            f"<InvalidationSummary><Id>{i['id']}</Id><CreateTime>{i['createTime']}</CreateTime>"
            f"<Status>{i['status']}</Status></InvalidationSummary>" for i in page)
        return 200, (
            f'<InvalidationList xmlns="{NAMESPACE}"><Marker>{escape(marker)}</Marker>'
            + (f"<NextMarker>{page[-1]['id']}</NextMarker>" if rest else "")
            + f"<MaxItems>{size}</MaxItems><IsTruncated>{str(bool(rest)).lower()}</IsTruncated>"
            f"<Quantity>{len(page)}</Quantity><Items>{summaries}</Items></InvalidationList>"), []

    def document(self, invalidation):
        """An Invalidation. The service may reorder the items; this stand-in always does if there are two."""
        items = random.Random(1).sample(invalidation["items"], len(invalidation["items"]))
        items = items[::-1] if items == invalidation["items"] else items
        paths = "".join(f"<Path>{escape(item)}</Path>" for item in items)
        return (
            f'<Invalidation xmlns="{NAMESPACE}"><Id>{invalidation["id"]}</Id><Status>{invalidation["status"]}</Status>'
            f"<CreateTime>{invalidation['createTime']}</CreateTime><InvalidationBatch><Paths>"
            f"<Quantity>{len(items)}</Quantity><Items>{paths}</Items></Paths>"
            f"<CallerReference>{escape(invalidation['callerReference'])}</CallerReference>"
            "</InvalidationBatch></Invalidation>")

    def respond_refusal(self, refusal):
        self.respond(refusal.status, (
            f'<?xml version="1.0"?>\n<ErrorResponse xmlns="{NAMESPACE}"><Error><Type>Sender</Type>'
            f"<Code>{refusal.code}</Code><Message>{escape(refusal.message)}</Message></Error>"
            "<RequestId>r-refused</RequestId></ErrorResponse>").encode(), [("Content-Type", "text/xml")])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="A strict stand-in for CloudFront, on loopback.")
    parser.add_argument("--access-key", default=os.environ.get("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"))
    parser.add_argument("--secret", default=os.environ.get("AWS_SECRET_ACCESS_KEY", "example-secret"))
    parser.add_argument("--token", default=os.environ.get("AWS_SESSION_TOKEN", ""))
    parser.add_argument("--distribution", action="append", help="a known id; may be repeated")
    parser.add_argument("--alias", action="append", default=[], help="ID=NAME: an alternate domain name; may be repeated")
    parser.add_argument("--staging", action="append", default=[], help="a known id that is a staging distribution")
    parser.add_argument("--tags", action="append", default=[], help="a known id that has a CacheTagConfig")
    parser.add_argument("--tenant", action="append", default=[], help="ID=DOMAIN=DISTRIBUTION; may be repeated")
    parser.add_argument("--denied", action="append", default=[], help="the name of an operation; may be repeated")
    parser.add_argument("--polls", type=int, default=1, help="how many GETs answer InProgress before Completed")
    CloudFront.options = parser.parse_args()
    CloudFront.options.distribution = CloudFront.options.distribution or ["EDFDVBD6EXAMPLE"]
    standin.run(CloudFront)
