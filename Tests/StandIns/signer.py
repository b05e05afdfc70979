#!/usr/bin/env python3
"""Signs requests with botocore: POST /sign takes a list of requests and answers with their Authorization headers.

[{"method", "url", "headers": [[name, value]…], "body", "key", "secret", "token", "region", "service", "time"}…]
becomes a list of strings. `time` has the form 20261121T103456Z; requests to s3 are signed by its own rules.
"""

import datetime
import json
import sys

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

sys.dont_write_bytecode = True
import standin  # noqa: E402  (after dont_write_bytecode, so that no compiled file is written beside the sources)


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
