"""What the demo and the benchmark run on: a temporary PostgreSQL, stand-ins for pods and CloudFront, and freshen."""

import glob
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
DISTRIBUTION = "E2BX1E7RR7IV8R"
# The encodings by which a decoy is recognised in output; the first one is the mark itself.
FORMS = (ROOT / "Tests/decoy-forms").read_text().lower().split()
SECRETS = {
    "REVALIDATE_TOKEN": f"demo+{FORMS[0]}+", "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
    "AWS_SECRET_ACCESS_KEY": f"demo-key+{FORMS[0]}+"}


class Problem(Exception):
    """Why the demo cannot continue; a message for the user."""


class Stopped(Exception):
    """A signal ended the demo."""

    def __init__(self, number, _frame):
        super().__init__(signal.Signals(number).name)
        self.status = 128 + number


class StandIn:
    """A server of Tests/StandIns: it ends when its standard input closes, also if this process is killed."""

    def __init__(self, script, environment, *arguments):
        self.process = subprocess.Popen(
            [sys.executable, str(ROOT / "Tests/StandIns" / script), *arguments], env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)
        words = self.process.stdout.readline().split()
        if len(words) != 2:
            raise Problem(f"{script} did not start")
        self.url = f"http://127.0.0.1:{words[1]}"

    def seen(self):
        return self._request("/seen")

    def control(self, **settings):
        self._request("/control", settings)

    def fail_next(self, fault):
        self.control(fault=fault)

    def _request(self, path, settings=None):
        body = None if settings is None else json.dumps(settings).encode()
        # Requests to loopback must not go through a proxy.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(urllib.request.Request(self.url + path, body), timeout=10) as answer:
            return json.load(answer)


class Testbed:
    """Servers and programs in one temporary folder; leaving the context stops them and removes the folder."""

    def __enter__(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)
        self.children = []
        # The path of a Unix socket is limited to 107 bytes, so the folder ignores TMPDIR.
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="freshen-demo-", dir="/tmp"))
        self.environment = {"PATH": os.environ["PATH"], "LC_ALL": "C", **SECRETS}
        return self

    def __exit__(self, *_):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        for child in reversed(self.children):
            if child.stdin:
                # A stand-in ends when its input closes.
                child.stdin.close()
            elif child.poll() is None:
                # Fast shutdown: PostgreSQL does not wait for its clients.
                child.send_signal(signal.SIGINT)
            try:
                child.wait(timeout=10)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    @staticmethod
    def _stop(number, frame):
        # A second signal must not interrupt the cleanup.
        for other in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(other, signal.SIG_IGN)
        raise Stopped(number, frame)

    def start(self, command, **options):
        """Starts a child in a session of its own, so that Ctrl-C reaches only this process."""
        child = subprocess.Popen(
            [str(word) for word in command], start_new_session=True, stdin=subprocess.DEVNULL, **options)
        self.children.append(child)
        return child

    def run(self, command, environment=None):
        """Runs a command; returns its status and its output, stdout and stderr in one."""
        child = self.start(
            command, env=environment or self.environment, cwd=self.folder, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True)
        output, _ = child.communicate()
        self.children.remove(child)
        return child.returncode, output

    def must(self, command, environment=None):
        status, output = self.run(command, environment)
        if status != 0:
            raise Problem(f"{' '.join(map(str, command))}: status {status}\n{output}")
        return output

    # Programs and servers

    def build(self):
        self.must(
            ["swift", "build", "--package-path", ROOT, "-c", "release", "--static-swift-stdlib"], dict(os.environ))
        self.freshen = ROOT / ".build/release/freshen"

    def start_postgres(self, *settings):
        """Starts a cluster with a socket in the folder; as user postgres where this user is root.

        It listens on no port, unless the settings (NAME=VALUE) say so.
        """
        programs, data = find_postgres(), self.folder / "data"
        self.psql = f"{programs}/psql"
        # The server ends also if this process is killed.
        as_user = ["setpriv", "--pdeathsig", "INT"]
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
            as_user += ["--reuid=postgres", "--regid=postgres", "--init-groups"]
        initdb = [f"{programs}/initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale"]
        self.must([*as_user, *initdb, "--no-sync"])
        with open(self.folder / "postgres.log", "wb") as log:
            server = self.start([
                *as_user, f"{programs}/postgres", "-D", data, "-c", "listen_addresses=", "-c",
                f"unix_socket_directories={self.folder}", "-c", "fsync=off",
                *(word for setting in settings for word in ("-c", setting))
            ], env=self.environment, cwd=self.folder, stdout=log, stderr=log)
        self.await_postgres(server)
        self.environment["DATABASE_URL"] = f"postgresql://freshen@/cms?host={self.folder}"

    def await_postgres(self, server):
        end = time.monotonic() + 30
        while self.run([*self._psql("postgres"), "-c", "SELECT 1"])[0] != 0:
            if server.poll() is not None or time.monotonic() > end:
                raise Problem("PostgreSQL did not start:\n" + (self.folder / "postgres.log").read_text())
            time.sleep(0.1)

    def _psql(self, database):
        return [
            self.psql, "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", self.folder, "-U", "postgres", "-d",
            database]

    def sql(self, statement, database="cms"):
        """Runs a statement as the CMS would; returns its rows as text."""
        return self.must([*self._psql(database), "-c", statement]).strip()

    def sql_file(self, path, *variables):
        self.must([*self._psql("cms"), *variables, "-f", ROOT / path])

    def start_stand_ins(self):
        self.pods = [self._stand_in("pod.py") for _ in range(2)]
        self.cloudfront = self._stand_in("cloudfront.py", "--distribution", DISTRIBUTION)
        self.environment["AWS_ENDPOINT_URL_CLOUDFRONT"] = self.cloudfront.url

    def _stand_in(self, script, *arguments):
        stand_in = StandIn(script, self.environment, *arguments)
        self.children.append(stand_in.process)
        return stand_in

    def write_configuration(self):
        text = (ROOT / "Tests/Demo/freshen.yaml").read_text()
        for number, pod in enumerate(self.pods, start=1):
            text = text.replace(f"@POD{number}@", pod.url)
        (self.folder / "freshen.yaml").write_text(text)
        return text


def find_postgres():
    """The folder of the server's programs, which Debian installs outside of PATH."""
    try:
        configured = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True).stdout.strip()
    except FileNotFoundError:
        configured = ""
    installed = glob.glob("/usr/lib/postgresql/*/bin")
    installed.sort(key=lambda folder: int(folder.split("/")[4]) if folder.split("/")[4].isdigit() else 0, reverse=True)
    for folder in [os.environ.get("PGBIN", ""), configured, *installed]:
        if folder and os.access(f"{folder}/initdb", os.X_OK) and os.access(f"{folder}/postgres", os.X_OK):
            return folder
    raise Problem("no PostgreSQL server found; install it or set PGBIN to its bin folder")
