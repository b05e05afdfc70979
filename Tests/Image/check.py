#!/usr/bin/env python3
"""Makes the image's root file system and runs the pods of k8s/ in it against a recorded CMS and stand-ins.

Usage: check.py KUBECTL PROGRAM. It prints what the image holds and its size, then each pod and how it ended.
"""

import datetime
import pathlib
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Demo"))
import cluster  # noqa: E402
import results  # noqa: E402
import testbed  # noqa: E402
from image import AUTHORITIES, check_dockerfile, check_image  # noqa: E402
from kubelet import Kubelet  # noqa: E402
from results import PROGRAM, ROOT, build, check, say  # noqa: E402

PASSWORD = f"database+{testbed.FORMS[0]}"
KEYS = "[default]\naws_access_key_id = {AWS_ACCESS_KEY_ID}\naws_secret_access_key = {AWS_SECRET_ACCESS_KEY}\n"
EDIT = "UPDATE articles SET title = title || '!', date_updated = now() WHERE slug = 'article-40'"
PAGE = "/articles/article-40"


class Test:
    def __init__(self, bed, root):
        self.bed, self.root = bed, root
        self.certificates = bed.folder / "database"
        self.certificates.mkdir()
        cluster.apiserver.make_certificates(str(self.certificates))
        self.port = cluster.free_port()
        self.start_servers()

    def start_servers(self):
        """The database takes passwords over TLS only; its certificate is of an authority that no image knows."""
        bed = self.bed
        rules = self.certificates / "rules"
        rules.write_text("local all postgres trust\nhostssl all freshen 127.0.0.1/32 scram-sha-256\n")
        for path in [self.certificates, *self.certificates.iterdir()]:
            cluster.give_to_postgres(path)
        bed.environment["PGPORT"] = str(self.port)
        bed.start_postgres(
            "listen_addresses=127.0.0.1", f"port={self.port}", f"hba_file={rules}", "ssl=on",
            f"ssl_cert_file={self.certificates}/server.crt", f"ssl_key_file={self.certificates}/server.key")
        bed.sql("CREATE DATABASE cms", database="postgres")
        bed.sql_file("Tests/Fixtures/directus/base.sql")
        bed.sql_file("sql/role.sql", "-v", "role=freshen", "-v", "schema=public")
        bed.sql(f"ALTER ROLE freshen PASSWORD '{PASSWORD}'")
        bed.start_stand_ins()
        self.api = cluster.APIServer(bed.folder / "api", [pod.url for pod in bed.pods])

    def service(self, **others):
        """The file pg_service.conf of the Secret, as README.md shows it."""
        settings = {
            "host": "127.0.0.1", "port": self.port, "dbname": "cms", "user": "freshen", "password": PASSWORD,
            "sslmode": "verify-full", "sslrootcert": f"/{AUTHORITIES}", **others}
        return "".join(["[freshen]\n", *(f"{key}={value}\n" for key, value in settings.items())])

    def surroundings(self, folder):
        """The variables that a pod has beside the manifest's: where the stand-ins are, and what EKS adds for its role."""
        known = {} if folder == "overlays/outside-aws" else testbed.SECRETS
        return {
            **self.api.variables, "AWS_ENDPOINT_URL_CLOUDFRONT": self.bed.cloudfront.url, "AWS_EC2_METADATA_DISABLED": "true",
            **{name: value for name, value in known.items() if name.startswith("AWS_")}}

    def pod(self, folder, kind="CronJob", secret=None, text="", status=(0,), **variables):
        """Runs a folder's pod, checks how it ends and what it asked the API server, and returns its output."""
        built = build(folder, **variables)
        configurations = [one for one in [*built, *build("deployed")] if one["kind"] == "ConfigMap"]
        objects = {("ConfigMap", one["metadata"]["name"]): one["data"] for one in reversed(configurations)}
        objects[("ConfigMap", "kube-root-ca.crt")] = {"ca.crt": self.api.authority}
        public = (self.root / AUTHORITIES).read_text()
        own = (self.certificates / "ca.crt").read_text()
        objects[("ConfigMap", "freshen-ca")] = {"ca-certificates.crt": public + own}
        objects["token"], objects["namespace"] = cluster.TOKEN, "freshen"
        if secret is not None:
            objects[("Secret", "freshen")] = secret
        spec, = (one["spec"] for one in built if one["kind"] == kind)
        template = spec["jobTemplate"]["spec"] if kind == "CronJob" else spec
        self.api.asked.clear()
        kubelet = Kubelet(self.root, self.bed.folder / "pod", objects)
        got, output, message = kubelet.run(template["template"]["spec"], self.surroundings(folder))
        say(f"{folder}: exit {got} · {(message or output).strip().splitlines()[-1][:150]}")
        check(f"{folder} ends with {status}, not {got}", got in status, output)
        check(f"{folder} says '{text}'", text in output, output)
        check(
            f"{folder} leaves a line of at most 500 bytes as its termination message",
            0 < len(message.rstrip("\n").encode()) <= 500 and len(message.splitlines()) == 1, repr(message))
        check(f"{folder} shows no secret", not any(form in (output + message).lower() for form in testbed.FORMS))
        granted = {
            (group, resource, verb) for one in built if one["kind"] == "Role" for rule in one["rules"]
            for group in rule["apiGroups"] for resource in rule["resources"] for verb in rule["verbs"]}
        if kind == "CronJob" and status == (0,):
            check(f"{folder} asks for what its Role grants", self.api.asked == granted, f"{self.api.asked} {granted}")
        return output


def main():
    with testbed.Testbed() as bed:
        bed.folder.chmod(0o755)
        root = bed.folder / "image"
        subprocess.run([ROOT / "k8s/image/root-filesystem", PROGRAM, root], check=True)
        check_image(root)
        check_dockerfile()
        run_pods(Test(bed, root))


def run_pods(test):
    token = testbed.SECRETS["REVALIDATE_TOKEN"]
    plain = {"pg_service.conf": test.service(host="localhost", sslmode="require", sslrootcert=""), "revalidate-token": f"{token}\n"}
    url = f"postgresql://freshen:{PASSWORD}@127.0.0.1:{test.port}/cms?sslmode=require"
    keys = {
        "DATABASE_URL": url, "revalidate-token": token, "aws-credentials": KEYS.format(**testbed.SECRETS)}
    test.pod("deployed", status=(78,), text="revalidate-token cannot be read")
    test.pod("jobs/migrate", "Job", plain, text="brought the schema freshen up to date")
    test.pod("deployed", secret=plain)
    test.pod("overlays/openshift", secret=plain)
    test.pod("overlays/service", secret=plain)
    test.pod("overlays/selector", secret=plain | {"pg_service.conf": test.service()}, status=(75, 78), text="certificate")
    test.pod("overlays/private-ca", secret=plain | {"pg_service.conf": test.service()})
    test.bed.sql(EDIT)
    test.pod("jobs/dry-run", "Job", plain, text=PAGE)
    report = test.pod("overlays/outside-aws", secret=keys)
    check("the edit was sent", '"outcome":"done"' in report and f'"{PAGE}"' in report, report)
    told = [{path["path"] for one in pod.seen()["requests"] for path in one["paths"]} for pod in test.bed.pods]
    told.append({item for one in test.bed.cloudfront.seen()["invalidations"] for item in one["items"]})
    check("to each pod and to CloudFront", all(PAGE in pages for pages in told), str(told))
    test.pod("jobs/catch-up", "Job", plain, status=(64,), text="$(SINCE)")
    test.pod("jobs/catch-up", "Job", plain, SINCE=hours_ago(2), UNTIL=hours_ago(1), text='"exit":0')
    test.pod("jobs/status", "Job", plain, text="E2BX1E7RR7IV8R")


def hours_ago(hours):
    return (datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%MZ")


main()
for failure in results.failures:
    print(f"✘ {failure}", file=sys.stderr)
print(f"image: {results.passed} checks passed, {len(results.failures)} failed")
sys.exit(bool(results.failures))
