"""Verifies requests that are signed with Signature Version 4, for the stand-ins of AWS's services."""

import datetime
import hashlib
import hmac
import re
import urllib.parse


class Refusal(Exception):
    def __init__(self, status, code, message):
        super().__init__(code)
        self.status, self.code, self.message = status, code, message


def verify(handler, body, options, region, service):
    """Raises a Refusal unless the request is signed for this region and service, S3 by its own rules."""
    header = handler.headers.get("Authorization")
    if not header:
        raise Refusal(403, "MissingAuthenticationToken", "Request is missing Authentication Token")
    match = re.fullmatch(
        r"AWS4-HMAC-SHA256 Credential=([^/, ]+)/(\d{8})/([^, ]+), SignedHeaders=([^, ]+), Signature=([0-9a-f]{64})",
        header)
    if not match:
        raise Refusal(400, "IncompleteSignature", "Authorization header does not have the form of AWS4-HMAC-SHA256")
    key_id, day, scope, signed, signature = match.groups()
    if key_id != options.access_key:
        raise Refusal(403, "InvalidClientTokenId", "The security token included in the request is invalid.")
    if (handler.headers.get("X-Amz-Security-Token") or "") != options.token:
        raise Refusal(403, "ExpiredToken", "The security token included in the request is expired")
    if scope.split("/")[0] != region and service == "s3":
        raise Refusal(
            400, "AuthorizationHeaderMalformed",
            f"The authorization header is malformed; the region '{scope.split('/')[0]}' is wrong; expecting '{region}'")
    if scope.split("/") != [region, service, "aws4_request"]:
        raise Refusal(403, "SignatureDoesNotMatch", f"Credential should be scoped to a valid region: {scope}")
    time = handler.headers.get("X-Amz-Date", "")
    verify_time(time, day)
    verify_signed_headers(handler, signed.split(";"))
    if service == "s3" and handler.headers.get("X-Amz-Content-Sha256") != hashlib.sha256(body).hexdigest():
        raise Refusal(400, "XAmzContentSHA256Mismatch", "The provided 'x-amz-content-sha256' header is not the body's")
    canonical = canonical_request(handler, body, signed, service)
    if not hmac.compare_digest(signature_of(canonical, time, [day, region, service], options.secret), signature):
        raise Refusal(
            403, "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided.\n\n"
            f"The Canonical String for this request should have been\n'{canonical}'\n")


def verify_time(time, day):
    if not re.fullmatch(r"\d{8}T\d{6}Z", time) or time[:8] != day:
        raise Refusal(403, "SignatureDoesNotMatch", "Date in Credential scope does not match X-Amz-Date")
    instant = datetime.datetime.strptime(time, "%Y%m%dT%H%M%SZ").replace(tzinfo=datetime.timezone.utc)
    if abs((datetime.datetime.now(datetime.timezone.utc) - instant).total_seconds()) > 300:
        raise Refusal(403, "SignatureDoesNotMatch", f"Signature expired: {time} is not within 5 minutes of now")


def verify_signed_headers(handler, names):
    sent = {name.lower() for name in handler.headers}
    needed = {"host", "x-amz-date"} | {n for n in sent if n.startswith("x-amz-") or n == "content-type"}
    if names != sorted(set(names)) or not needed <= set(names) or not set(names) <= sent:
        raise Refusal(403, "SignatureDoesNotMatch", f"SignedHeaders must be sorted and hold {sorted(needed)}")
    if handler.headers.get_all("Host") != ["127.0.0.1:%d" % handler.server.server_address[1]]:
        raise Refusal(403, "SignatureDoesNotMatch", "Host is not this server")


def canonical_request(handler, body, signed, service):
    path, _, query = handler.path.partition("?")
    pairs = sorted(
        (urllib.parse.quote(urllib.parse.unquote(name), safe="~"), urllib.parse.quote(urllib.parse.unquote(value), safe="~"))
        for name, _, value in (part.partition("=") for part in query.split("&") if part))
    headers = "".join(
        f"{name}:{','.join(' '.join(value.split()) for value in handler.headers.get_all(name))}\n"
        for name in signed.split(";"))
    return "\n".join([
        handler.command,
        # Every service but S3 encodes the path once more.
        urllib.parse.quote(urllib.parse.unquote_to_bytes(path) if service == "s3" else path, safe="/~"),
        "&".join(f"{name}={value}" for name, value in pairs),
        headers,
        signed,
        hashlib.sha256(body).hexdigest(),
    ])


def signature_of(canonical, time, scope, secret):
    key = f"AWS4{secret}".encode()
    for part in [*scope, "aws4_request"]:
        key = hmac.digest(key, part.encode(), "sha256")
    scope = "/".join([*scope, "aws4_request"])
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    return hmac.new(key, f"AWS4-HMAC-SHA256\n{time}\n{scope}\n{digest}".encode(), "sha256").hexdigest()
