"""What the checks of k8s/ share: the built objects, how to read them, and the list of what failed."""

import functools
import os
import subprocess
import sys

import yaml

KUBECTL, PROGRAM = sys.argv[1:3]
SERVICE_ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount"
SECRETS = "/var/run/secrets/freshen"

failures, passed = [], 0


def check(name, holds, detail=""):
    global passed
    if holds:
        passed += 1
    else:
        failures.append(f"{name}{': ' if detail else ''}{detail}")


def run(*arguments, environment=None):
    return subprocess.run(arguments, capture_output=True, text=True, env=environment, timeout=60)


def folders():
    """Every folder of k8s/ that can be built by itself: components cannot."""
    found = sorted(
        os.path.relpath(folder, "k8s") for folder, _, files in os.walk("k8s") if "kustomization.yaml" in files)
    return [folder for folder in found if not folder.startswith("components/")]


@functools.cache
def build(folder):
    built = run(KUBECTL, "kustomize", f"k8s/{folder}")
    check(f"{folder} can be built", built.returncode == 0 and not built.stderr, built.stderr)
    return [document for document in yaml.safe_load_all(built.stdout) if document]


def of_kind(objects, *kinds):
    return [one for one in objects if one["kind"] in kinds]


def workloads(objects):
    return of_kind(objects, "CronJob", "Job")


def job_of(one):
    """The spec of a Job, or of the Jobs that a CronJob makes."""
    return one["spec"]["jobTemplate"]["spec"] if one["kind"] == "CronJob" else one["spec"]


def pod_of(one):
    return job_of(one)["template"]["spec"]


def container_of(one):
    return pod_of(one)["containers"][0]


def name_of(one):
    return one["metadata"]["name"]


def volumes_of(one):
    """The volumes by the folders at which they are mounted."""
    volumes = {volume["name"]: volume for volume in pod_of(one)["volumes"]}
    return {mount["mountPath"]: volumes[mount["name"]] for mount in container_of(one)["volumeMounts"]}


def configuration_of(one, objects):
    """The text of the freshen.yaml that a workload mounts; jobs mount that of the deployed overlay."""
    name = volumes_of(one)["/etc/freshen"]["configMap"]["name"]
    maps = {name_of(found): found["data"] for found in of_kind([*build("deployed"), *objects], "ConfigMap")}
    return maps.get(name, {}).get("freshen.yaml", "")


def seconds(text):
    """A duration of freshen.yaml."""
    text = str(text)
    return int(text[:-2]) / 1000 if text.endswith("ms") else int(text[:-1] if text.endswith("s") else text)
