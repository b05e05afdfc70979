#!/usr/bin/env python3
"""A strict stand-in for one bucket of S3: ListObjectsV2 and HeadObject.

It verifies every signature, the region included, and lists keys as the service does: in the order of their bytes,
`+` for a blank, at most `--page` objects an answer.

Settings at POST /control, beside faults: {"put": [{"key", "body", "part", "modified", "encryption"}, …]}; `body` is
text, of which `repeat` copies are stored, `part` the size of the parts in which it is uploaded. {"delete": [KEY, …]}.
"""

import argparse
import base64
import bisect
import hashlib
import os
import sys
import urllib.parse
from xml.sax.saxutils import escape

sys.dont_write_bytecode = True
import standin  # noqa: E402  (after dont_write_bytecode, so that no compiled file is written beside the sources)
from sigv4 import Refusal, verify  # noqa: E402

NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"
FAULTS = {
    "slowdown": Refusal(503, "SlowDown", "Please reduce your request rate."),
    "denied": Refusal(403, "AccessDenied", "Access Denied"),
    "unordered": None,  # the page's objects in reverse
    "notoken": None,  # a page that is not the last, without its token
    "cut": None,  # the connection is closed in the middle of the answer
}


def entity_tag(body, part):
    if part is None:
        return hashlib.md5(body).hexdigest()
    digests = [hashlib.md5(body[start:start + part]).digest() for start in range(0, len(body), part)]
    return f"{hashlib.md5(b''.join(digests)).hexdigest()}-{len(digests)}"


def listed(key, entry):
    """An object as a list shows it; made once, so that a benchmark measures the client."""
    return (
        f"<Contents><Key>{urllib.parse.quote_plus(key, safe='/')}</Key><LastModified>{entry['modified']}</LastModified>"
        f"<ETag>&quot;{entry['tag']}&quot;</ETag><Size>{entry['size']}</Size><StorageClass>STANDARD</StorageClass></Contents>")


class Bucket(standin.Handler):
    options = None
    known_faults = tuple(FAULTS)
    objects = {}
    # The keys in the order of their bytes; None after a change.
    order = None
    requests = []
    seen = {"requests": requests}

    def configure(self, settings):
        Bucket.order = None
        for entry in settings.pop("put", []):
            body = entry["body"].encode() * entry.get("repeat", 1)
            self.objects[entry["key"]] = {
                "size": len(body), "tag": entity_tag(body, entry.get("part")),
                "modified": entry.get("modified", "2026-01-01T00:00:00.000Z"), "encryption": entry.get("encryption"),
            }
            self.objects[entry["key"]]["listed"] = listed(entry["key"], self.objects[entry["key"]])
        for key in settings.pop("delete", []):
            self.objects.pop(key, None)
        return settings

    def serve(self, body):
        with self.lock:
            fault = self.next_fault()
            self.requests.append({"command": self.command, "path": self.path})
            try:
                verify(self, body, self.options, self.options.region, "s3")
                if fault and FAULTS[fault]:
                    raise FAULTS[fault]
                status, document, headers = self.operation(fault)
            except Refusal as refusal:
                return self.respond_refusal(refusal)
        content = document.encode()
        if fault == "cut":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(content) + content[:-40])
            raise standin.Disconnect
        self.respond(status, content, [("Content-Type", "application/xml"), *headers])

    def operation(self, fault):
        target = urllib.parse.urlsplit(self.path)
        name, _, key = target.path[1:].partition("/")
        if name != self.options.bucket:
            raise Refusal(404, "NoSuchBucket", "The specified bucket does not exist")
        if self.command == "HEAD" and key:
            return self.head(urllib.parse.unquote(key))
        query = urllib.parse.parse_qs(target.query, keep_blank_values=True)
        if self.command == "GET" and not key and query.get("list-type") == ["2"]:
            return self.list(query, fault)
        raise Refusal(405, "MethodNotAllowed", "The specified method is not allowed against this resource.")

    def head(self, key):
        found = self.objects.get(key)
        if not found:
            raise Refusal(404, "NoSuchKey", "")
        if found["encryption"] == "customer":
            raise Refusal(400, "InvalidRequest", "")
        encryption = [("x-amz-server-side-encryption", found["encryption"])] if found["encryption"] else []
        return 200, "", encryption

    def list(self, query, fault):
        prefix = query.get("prefix", [""])[0]
        token = query.get("continuation-token", [""])[0]
        after = base64.b64decode(token) if token else b""
        if self.order is None:
            Bucket.order = sorted(key.encode() for key in self.objects)
        start = bisect.bisect_right(self.order, after) if after else bisect.bisect_left(self.order, prefix.encode())
        page = []
        for key in self.order[start:start + self.options.page + 1]:
            if key.startswith(prefix.encode()):
                page.append(key.decode())
        page, rest = page[:self.options.page], page[self.options.page:]
        # Keys are always listed as encoding-type=url asks for it.
        encode = urllib.parse.quote_plus
        contents = "".join(self.objects[key]["listed"] for key in (page[::-1] if fault == "unordered" else page))
        following = base64.b64encode(page[-1].encode()).decode() if rest and fault != "notoken" else ""
        return 200, (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="{NAMESPACE}">'
            f"<Name>{self.options.bucket}</Name><Prefix>{encode(prefix)}</Prefix><KeyCount>{len(page)}</KeyCount>"
            "<MaxKeys>1000</MaxKeys>" + "<EncodingType>url</EncodingType>"
            + f"<IsTruncated>{str(bool(rest)).lower()}</IsTruncated>{contents}"
            + (f"<NextContinuationToken>{following}</NextContinuationToken>" if following else "")
            + "</ListBucketResult>"), []

    def respond_refusal(self, refusal):
        region = f"<Region>{self.options.region}</Region>" if refusal.code == "AuthorizationHeaderMalformed" else ""
        headers = [("Content-Type", "application/xml"), ("x-amz-request-id", "r-refused")]
        if region:
            headers.append(("x-amz-bucket-region", self.options.region))
        self.respond(refusal.status, (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{refusal.code}</Code>'
            f"<Message>{escape(refusal.message)}</Message>{region}<RequestId>r-refused</RequestId></Error>").encode(), headers)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="A strict stand-in for one bucket of S3, on loopback.")
    parser.add_argument("--access-key", default=os.environ.get("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"))
    parser.add_argument("--secret", default=os.environ.get("AWS_SECRET_ACCESS_KEY", "example-secret"))
    parser.add_argument("--token", default=os.environ.get("AWS_SESSION_TOKEN", ""))
    parser.add_argument("--bucket", default="platform-binaries")
    parser.add_argument("--region", default="eu-central-1")
    parser.add_argument("--page", type=int, default=1000, help="how many objects an answer lists at most")
    Bucket.options = parser.parse_args()
    standin.run(Bucket)
