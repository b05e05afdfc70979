#!/usr/bin/env python3
"""botocore's own signer: POST /sign takes requests as JSON and answers with what each is signed as.

[{"method", "url", "headers": [[name, value]…], "body", "key", "secret", "token", "region", "service", "time"}…] becomes a
list of Authorization fields. `time` is as 20261121T103456Z; the service s3 is signed in its own way.
"""

import datetime
import json
import sys

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

sys.dont_write_bytecode = True
import standin  # noqa: E402  (no compiled files beside the sources)


def authorization(case):
    moment = datetime.datetime.strptime(case["time"], "%Y%m%dT%H%M%SZ")
    botocore.auth.get_current_datetime = lambda: moment
    request = AWSRequest(method=case["method"], url=case["url"], data=case["body"].encode())
    for name, value in case["headers"]:
        request.headers[name] = value
    kind = botocore.auth.S3SigV4Auth if case["service"] == "s3" else botocore.auth.SigV4Auth
    credentials = Credentials(case["key"], case["secret"], case.get("token"))
    kind(credentials, case["service"], case["region"]).add_auth(request)
    return request.headers["Authorization"]


class Signer(standin.Handler):
    def serve(self, body):
        with self.lock:
            self.respond_json(200, [authorization(case) for case in json.loads(body)])


if __name__ == "__main__":
    standin.run(Signer)
