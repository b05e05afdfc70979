"""Names, labels and images: what Kubernetes limits, and what must be the same everywhere."""

from manifests import PROGRAM, check, container_of, job_of, name_of, run

LABEL = {"app.kubernetes.io/name": "freshen"}
# A CronJob's Jobs add a hyphen and ten digits to its name; a Job's name is a label of its pods.
LIMITS = {"CronJob": 52, "Job": 63}


def check_names(where, one):
    kind, name = one["kind"], name_of(one)
    check(f"{where}: the name {name} has at most {LIMITS[kind]} letters", len(name) <= LIMITS[kind], str(len(name)))
    check(f"{where} labels its pods", LABEL.items() <= job_of(one)["template"]["metadata"]["labels"].items())


def check_labels(where, objects):
    unlabelled = [f"{one['kind']} {name_of(one)}" for one in objects if not LABEL.items() <= one["metadata"].get("labels", {}).items()]
    check(f"{where} labels every object", not unlabelled, str(unlabelled))


def check_versions(workloads):
    version = run(PROGRAM, "--version").stdout.split()[-1]
    images = {container_of(one)["image"] for one in workloads}
    check("all use one image", len(images) == 1, str(images))
    pinned = [image for image in images if "@sha256:" not in image and image.rpartition(":")[2] != version]
    check("of the program's version, or pinned by its digest", not pinned, str(pinned))
    with open(".github/CHANGELOG.md", encoding="utf-8") as changes:
        check("the change log begins with that version", f"## {version}" in next(line for line in changes if line.startswith("## ")))
