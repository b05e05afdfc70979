"""What the pods of the test talk to beside the stand-ins: an API server that says what it was asked, and certificates."""

import http.server
import json
import pathlib
import shutil
import socket
import ssl
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "StandIns"))
import apiserver  # noqa: E402

TOKEN = "test+the-account's-token"


def pod_item(number, url):
    port = int(url.rpartition(":")[2])
    return {
        "metadata": {"name": f"storefront-{number}", "uid": f"uid-{number}", "namespace": "web"},
        "spec": {"containers": [{"name": "web", "ports": [{"name": "http", "containerPort": port}]}]},
        "status": {
            "phase": "Running", "podIP": "127.0.0.1", "podIPs": [{"ip": "127.0.0.1"}],
            "conditions": [{"type": "Ready", "status": "True"}],
            "containerStatuses": [{
                "name": "web", "containerID": f"containerd://{number}",
                "state": {"running": {"startedAt": "2026-11-21T09:00:00Z"}}}]}}


def slice_item(number, url):
    port = int(url.rpartition(":")[2])
    return {
        "addressType": "IPv4", "metadata": {"name": f"storefront-{number}", "namespace": "web"},
        "endpoints": [{
            "addresses": ["127.0.0.1"], "conditions": {"ready": True, "serving": True, "terminating": False},
            "targetRef": {"kind": "Pod", "name": f"storefront-{number}", "namespace": "web", "uid": f"uid-{number}"}}],
        "ports": [{"name": "http", "port": port, "protocol": "TCP"}]}


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def give_to_postgres(path):
    """The server, which does not run as root, accepts a key that is its own and that nobody else may read."""
    shutil.chown(path, "postgres", "postgres")
    path.chmod(0o700 if path.is_dir() else 0o600)


class APIServer:
    """Lists pods and EndpointSlices of the namespace `web`; `asked` holds the rights that requests needed."""

    def __init__(self, folder, pods):
        folder.mkdir()
        apiserver.make_certificates(str(folder))
        self.authority = (folder / "ca.crt").read_text()
        self.asked = set()
        self.lists = {
            "/api/v1/namespaces/web/pods": ("", "pods", "PodList", [pod_item(*one) for one in enumerate(pods)]),
            "/apis/discovery.k8s.io/v1/namespaces/web/endpointslices": (
                "discovery.k8s.io", "endpointslices", "EndpointSliceList", [slice_item(*one) for one in enumerate(pods)])}
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "server.crt", folder / "server.key")
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def variables(self):
        return {"KUBERNETES_SERVICE_HOST": "127.0.0.1", "KUBERNETES_SERVICE_PORT": str(self.server.server_address[1])}

    def handler(self):
        owner = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                group, resource, kind, items = owner.lists.get(self.path.partition("?")[0], ("?", self.path, None, None))
                owner.asked.add((group, resource, "list"))
                known = self.headers.get("Authorization") == f"Bearer {TOKEN}"
                status = 401 if not known else 200 if kind else 404
                body = json.dumps({"kind": kind, "apiVersion": "v1", "metadata": {}, "items": items}).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def other(self):
                owner.asked.add(("?", self.path, self.command))
                self.send_error(405)

            do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = other

            def log_message(self, *_):
                pass

        return Handler
