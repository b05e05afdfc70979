#!/usr/bin/env python3
"""A stand-in for a Next.js pod with a revalidation endpoint: `POST /api/revalidate`, a bearer token, JSON.

Status lines, headers and bodies are those of a self-hosted Next.js. Settings at POST /control, beside faults:
{"freshSince": T, "buildId": B} change these keys of the answers (null removes one); {"refuse": [PATH or TAG, …]}
answers `ok: false` for these entries; {"token": T} changes the token (null: none is configured); {"clock": N} sets the
clock of the Date header N seconds ahead.
"""

import argparse
import hmac
import json
import os
import sys
import time

sys.dont_write_bytecode = True
import standin  # noqa: E402  (after dont_write_bytecode, so that no compiled file is written beside the sources)

MAXIMUM_ENTRIES, MAXIMUM_BODY, MAXIMUM_PATH, MAXIMUM_TAG = 500, 1 << 20, 1024, 256
VARY = ("Vary", "rsc, next-router-state-tree, next-router-prefetch, next-router-segment-prefetch, Accept-Encoding")
NOT_FOUND = b"<!DOCTYPE html><html><head><title>404: This page could not be found.</title></head></html>"
FAULTS = (
    "unauthorized", "notfound", "notallowed", "redirect", "toolarge", "429", "503", "500", "html", "notjson",
    "refused",  # 200, `revalidated: false`, no results
    "lost",  # revalidated; the connection is closed before the answer
    "close",  # the connection is closed before anything is revalidated
    "hang",  # no answer
)


class Invalid(Exception):
    def __init__(self, status, message):
        super().__init__(message)
        self.status, self.message = status, message


def parse_entries(body):
    """The paths and tags of a request; raises Invalid if the whole request is refused."""
    try:
        request = json.loads(body.decode())
    except ValueError as error:
        raise Invalid(400, "body is not JSON") from error
    if not isinstance(request, dict):
        raise Invalid(400, "body must be an object")
    paths, tags = request.get("paths", []), request.get("tags", [])
    if not isinstance(paths, list) or not isinstance(tags, list):
        raise Invalid(400, "paths and tags must be lists")
    if not all(isinstance(path, dict) for path in paths):
        raise Invalid(400, "a path must be an object")
    if len(paths) + len(tags) > MAXIMUM_ENTRIES:
        raise Invalid(413, f"more than {MAXIMUM_ENTRIES} entries")
    return paths, tags


def path_error(entry):
    path, kind = entry.get("path"), entry.get("type")
    if not isinstance(path, str) or not path.startswith("/"):
        return "path must begin with /"
    if len(path) > MAXIMUM_PATH:
        return f"path is longer than {MAXIMUM_PATH}"
    if kind not in (None, "page", "layout"):
        return "type must be page or layout"
    if "[" in path and kind is None:
        return "a route pattern needs a type"
    return None


def tag_error(tag):
    if not isinstance(tag, str) or not tag:
        return "tag must be a string"
    return f"tag is longer than {MAXIMUM_TAG}" if len(tag) > MAXIMUM_TAG else None


class Pod(standin.Handler):
    options = None
    refused_entries = set()
    known_faults = FAULTS
    seen = {"greetings": 0, "requests": [], "refused": []}

    def configure(self, settings):
        for key, name in [("freshSince", "fresh_since"), ("buildId", "build_id"), ("token", "token"), ("clock", "clock")]:
            if key in settings:
                setattr(self.options, name, settings.pop(key))
        if "refuse" in settings:
            self.refused_entries.clear()
            self.refused_entries.update(settings.pop("refuse"))
        return settings

    def serve(self, body):
        path = self.path.partition("?")[0]
        if path != self.options.endpoint:
            slash = path.rstrip("/") == self.options.endpoint
            return self.respond_fault("slash" if slash else "notfound")
        if self.command == "OPTIONS":
            return self.respond(204, headers=[VARY, ("allow", "OPTIONS, POST")])
        if self.command != "POST":
            return self.respond_fault("notallowed")
        with self.lock:
            fault = self.next_fault()
            answer = None if fault not in (None, "lost") else self.revalidate(body)
        if fault is None:
            return self.respond_json(*answer)
        self.respond_fault(fault)

    def date_time_string(self, timestamp=None):
        return super().date_time_string(time.time() + self.options.clock)

    def respond_json(self, status, value, headers=(), chunked=True):
        super().respond_json(status, value, [VARY, ("cache-control", "no-store"), *headers], chunked)

    def revalidate(self, body):
        """Status, JSON and further headers of the answer; records what is revalidated."""
        try:
            self.authorize()
            if self.headers.get_content_type() != "application/json":
                raise Invalid(415, "content-type must be application/json")
            if len(body) > MAXIMUM_BODY:
                raise Invalid(413, f"body is larger than {MAXIMUM_BODY} bytes")
            paths, tags = parse_entries(body)
        except Invalid as invalid:
            self.seen["refused"].append(invalid.status)
            headers = [("www-authenticate", "Bearer")] if invalid.status == 401 else []
            return invalid.status, {"revalidated": False, "error": invalid.message}, headers
        return 200, self.results(paths, tags)

    def authorize(self):
        if not self.options.token:
            raise Invalid(503, "REVALIDATE_TOKEN is not set")
        given = self.headers.get("Authorization", "").encode("latin-1")
        if not hmac.compare_digest(given, f"Bearer {self.options.token}".encode()):
            raise Invalid(401, "unauthorized")

    def results(self, paths, tags):
        entries = [(dict(path), path.get("path"), path_error(path)) for path in paths]
        entries += [({"tag": tag}, tag, tag_error(tag)) for tag in tags]
        results, done = [], []
        for entry, name, error in entries:
            if error is None and name in self.refused_entries:
                error = "refused"
            results.append({**entry, "ok": error is None, **({} if error is None else {"error": error})})
            if error is None:
                done.append(entry)
        if entries:
            self.seen["requests"].append({
                "at": time.monotonic_ns(), "paths": [e for e in done if "path" in e],
                "tags": [e["tag"] for e in done if "tag" in e]})
        else:
            self.seen["greetings"] += 1
        optional = {"buildId": self.options.build_id, "freshSince": self.options.fresh_since}
        return {
            "revalidated": len(done) == len(entries), **{k: v for k, v in optional.items() if v is not None},
            "instance": f"{os.getpid()}-standin", "results": results}

    def respond_fault(self, fault):
        html = ("Content-Type", "text/html; charset=utf-8")
        if fault == "hang":
            self.hang()
        elif fault in ("lost", "close"):
            raise standin.Disconnect
        elif fault == "unauthorized":
            self.respond_json(401, {"revalidated": False, "error": "unauthorized"}, [("www-authenticate", "Bearer")])
        elif fault == "notfound":
            self.respond(404, NOT_FOUND, [VARY, ("X-Powered-By", "Next.js"), html])
        elif fault == "notallowed":
            self.respond(405, headers=[VARY], chunked=True)
        elif fault == "slash":
            endpoint = self.options.endpoint
            self.respond(308, endpoint.encode(), [("location", endpoint), ("Refresh", f"0;url={endpoint}")], True)
        elif fault == "redirect":
            self.respond(307, headers=[("location", f"/login?next={self.options.endpoint}")], chunked=True)
        elif fault == "toolarge":
            self.respond_json(413, {"revalidated": False, "error": f"more than {MAXIMUM_ENTRIES} entries"})
        elif fault in ("429", "503"):
            self.respond_json(int(fault), {"revalidated": False, "error": "busy"}, [("Retry-After", "1")])
        elif fault == "500":
            self.respond(500, headers=[VARY], chunked=True)
        elif fault == "html":
            self.respond(200, b"<!DOCTYPE html><html><body>Sign in</body></html>", [html])
        elif fault == "notjson":
            self.respond(200, b'{"revalidated": tru', [("content-type", "application/json")], True)
        elif fault == "refused":
            self.respond_json(200, {"revalidated": False})


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="A stand-in for a Next.js pod with a revalidation endpoint, on loopback.")
    parser.add_argument("--token", default=os.environ.get("REVALIDATE_TOKEN", ""))
    parser.add_argument("--endpoint", default="/api/revalidate")
    parser.add_argument("--build-id", default="standin-build")
    parser.add_argument("--fresh-since", help="an instant such as 2026-11-21T09:00:00Z; not in the answers by default")
    parser.add_argument("--clock", type=int, default=0, help="how many seconds the clock of the Date header is ahead")
    Pod.options = parser.parse_args()
    standin.run(Pod)
