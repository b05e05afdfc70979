"""Code shared by the stand-ins: a loopback HTTP server that prints its port and ends when its standard input closes.

Every stand-in answers `GET /seen` with what it has accepted, and accepts faults at `POST /control`:
{"fault": NAME, "times": N, "after": M} makes N requests fail in that way, after the next M; {"fault": null} cancels the
faults that have not occurred yet.

`at` is the time of the machine's monotonic clock in nanoseconds. All stand-ins use this clock, so tests can compare the
order in which they received requests.
"""

import collections
import http.server
import json
import os
import ssl
import sys
import threading
import time


class Disconnect(Exception):
    """The connection is closed without an answer."""


class Handler(http.server.BaseHTTPRequestHandler):
    """Passes each request to `serve`, which subclasses implement with `respond`."""

    protocol_version = "HTTP/1.1"
    # Head and body are two writes: with Nagle's algorithm the body would wait 40 ms for the delayed acknowledgement.
    disable_nagle_algorithm = True
    lock = threading.Lock()
    faults = collections.deque()
    known_faults = ()
    seen = {}
    # The time of each POST, whether accepted or not; without those to /control.
    posts = []

    def serve(self, body):
        raise NotImplementedError

    def configure(self, settings):
        """Applies the keys of a control request that are not about faults; returns the unknown ones."""
        return settings

    def handle_any(self):
        try:
            try:
                body = self.read_body()
            except ValueError:
                self.close_connection = True
                return self.respond_json(400, {"error": "the body's length cannot be read"})
            if self.path == "/seen" and self.command == "GET":
                with self.lock:
                    return self.respond_json(200, {**self.seen, "posts": self.posts})
            if self.path == "/control" and self.command == "POST":
                return self.control(body)
            if self.command == "POST":
                with self.lock:
                    self.posts.append({"at": time.monotonic_ns()})
            self.serve(body)
        except Disconnect:
            self.close_connection = True

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = handle_any

    def control(self, body):
        settings = json.loads(body)
        cancels = "fault" in settings and settings["fault"] is None
        fault, times, after = settings.pop("fault", None), settings.pop("times", 1), settings.pop("after", 0)
        with self.lock:
            if cancels:
                self.faults.clear()
            unknown = self.configure(settings)
            if fault is not None and fault not in self.known_faults or unknown:
                return self.respond_json(400, {"error": f"unknown: {fault} {unknown}"})
            if fault is not None:
                self.faults.extend([None] * after + [fault] * times)
        self.respond_json(200, {})

    def next_fault(self):
        return self.faults.popleft() if self.faults else None

    def hang(self):
        """Sends no answer and closes the connection after a minute."""
        time.sleep(60)
        raise Disconnect

    def read_body(self):
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass
        return body

    def respond(self, status, body=b"", headers=(), chunked=False):
        # Unlike send_response, this sends no Server header.
        self.send_response_only(status)
        self.send_header("Date", self.date_time_string())
        for name, value in headers:
            self.send_header(name, value)
        has_body = status != 204 and self.command != "HEAD"
        if chunked and has_body:
            self.send_header("Transfer-Encoding", "chunked")
            body = (b"%x\r\n%s\r\n" % (len(body), body) if body else b"") + b"0\r\n\r\n"
        elif has_body:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if has_body:
            self.wfile.write(body)

    def respond_json(self, status, value, headers=(), chunked=False):
        body = json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()
        self.respond(status, body, [("content-type", "application/json"), *headers], chunked)

    def log_message(self, *arguments):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request, client_address):
        """Ignores clients that disconnect or reject the certificate; any other error is a bug in the stand-in."""
        if not isinstance(sys.exc_info()[1], (ConnectionError, ssl.SSLError)):
            super().handle_error(request, client_address)


def run(handler, tls=None):
    """Serves on a free port of 127.0.0.1 until standard input closes; with TLS if `tls` is a context."""
    server = Server(("127.0.0.1", 0), handler)
    if tls is not None:
        # The thread of each connection does its handshake, so that a slow client does not block the others.
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"listening {server.server_address[1]}", flush=True)
    # The serving threads are daemons: they end with this one.
    while os.read(sys.stdin.fileno(), 4096):
        pass
