#!/usr/bin/env python3
"""A stand-in for a Kubernetes API server: TLS, a bearer token, and one file as the answer to every request.

Its certificate is valid for 127.0.0.1 only and is signed by an authority that `openssl` creates at the start: `ca.crt`
in --folder. `other/ca.crt` is an authority that has signed nothing. All of them are removed when the stand-in ends.
"""

import argparse
import hmac
import os
import shutil
import ssl
import subprocess
import sys

sys.dont_write_bytecode = True
import standin  # noqa: E402  (after dont_write_bytecode, so that no compiled file is written beside the sources)

UNAUTHORIZED = {
    "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "message": "Unauthorized",
    "reason": "Unauthorized", "code": 401,
}
NEW_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]


class APIServer(standin.Handler):
    def serve(self, body):
        given = self.headers.get("Authorization", "")
        if not hmac.compare_digest(given.encode(), f"Bearer {self.options.token}".encode()):
            return self.respond_json(401, UNAUTHORIZED)
        with open(self.options.body, "rb") as file:
            body = file.read()
        compressed = self.options.body.endswith(".gz")
        if compressed and "gzip" not in self.headers.get("Accept-Encoding", ""):
            return self.respond(406, b"this answer is compressed")
        self.respond(
            200, body, [("Content-Type", "application/json")] + [("Content-Encoding", "gzip")] * compressed)


def openssl(*arguments):
    subprocess.run(["openssl", "req", "-x509", *NEW_KEY, *arguments], check=True, stderr=subprocess.DEVNULL)


def make_certificates(folder):
    os.mkdir(f"{folder}/other")
    for name in ("", "other/"):
        openssl("-keyout", f"{folder}/{name}ca.key", "-out", f"{folder}/{name}ca.crt", "-subj", "/CN=authority")
    openssl(
        "-CA", f"{folder}/ca.crt", "-CAkey", f"{folder}/ca.key", "-keyout", f"{folder}/server.key", "-out",
        f"{folder}/server.crt", "-subj", "/CN=apiserver", "-addext", "subjectAltName=IP:127.0.0.1", "-addext",
        "basicConstraints=critical,CA:FALSE")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="A stand-in for a Kubernetes API server, on loopback.")
    parser.add_argument("--folder", required=True, help="the folder for its certificates")
    parser.add_argument("--body", required=True, help="the file to answer with; sent as gzip if its name ends in .gz")
    parser.add_argument("--token", required=True)
    APIServer.options = parser.parse_args()
    folder = APIServer.options.folder
    try:
        make_certificates(folder)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(f"{folder}/server.crt", f"{folder}/server.key")
        standin.run(APIServer, context)
    finally:
        shutil.rmtree(f"{folder}/other")
        for name in ("ca.crt", "ca.key", "server.crt", "server.key"):
            os.remove(f"{folder}/{name}")
