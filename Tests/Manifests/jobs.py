"""The jobs: which there are, and that they are made from whatever overlay is deployed."""

import pathlib
import re
import shutil
import tempfile

import yaml
from manifests import KUBECTL, build, check, folders, name_of, of_kind, pod_of, run, volumes_of

JOBS = {"catch-up", "doctor", "dry-run", "invalidate", "migrate", "reconcile", "reconcile-nightly", "status"}


def check_jobs():
    found = {folder.removeprefix("jobs/") for folder in folders() if folder.startswith("jobs/")}
    check("all jobs are here, and no other", found == JOBS | {"common"}, str(found))
    cronjob, = of_kind(build("deployed"), "CronJob")
    for name in JOBS:
        one, = build(f"jobs/{name}")
        kind = "CronJob" if name.endswith("-nightly") else "Job"
        wanted = (kind, f"{name_of(cronjob)}-{name.removesuffix('-nightly')}")
        check(f"{name} is one object", (one["kind"], name_of(one)) == wanted)
        check(f"{name} is where the CronJob is", references(one) == references(cronjob))
    suspended = [one["spec"]["suspend"] for folder in ("install", "deployed") for one in of_kind(build(folder), "CronJob")]
    check("the installation is suspended, what is deployed is not", suspended == [True, False], str(suspended))
    for overlay in ("several-sites/shop", "another-namespace"):
        check_deployed(overlay)


def check_deployed(overlay):
    """With another overlay deployed, jobs refer to its objects by the names and in the namespace that it gives them."""
    objects = build(f"overlays/{overlay}")
    cronjob, = of_kind(objects, "CronJob")
    with tempfile.TemporaryDirectory() as folder:
        copy = shutil.copytree("k8s", f"{folder}/k8s")
        path = pathlib.Path(copy, "deployed/kustomization.yaml")
        path.write_text(re.sub("^resources: .*", f"resources: [../overlays/{overlay}]", path.read_text(), flags=re.M))
        for name in ("migrate", "reconcile-nightly"):
            built = run(KUBECTL, "kustomize", f"{copy}/jobs/{name}")
            one = yaml.safe_load(built.stdout) or cronjob
            check(f"{name} of {overlay} can be built", built.returncode == 0, built.stderr)
            check(f"{name} of {overlay} has its name", name_of(one) == f"{name_of(cronjob)}-{name.removesuffix('-nightly')}")
            check(f"{name} of {overlay} refers to its objects", references(one) == references(cronjob), str(references(one)))


def references(one):
    configuration = volumes_of(one)["/etc/freshen"]["configMap"]["name"]
    return one["metadata"]["namespace"], pod_of(one)["serviceAccountName"], configuration
