#!/usr/bin/env python3
"""Checks k8s/ as `kubectl kustomize` builds it, against Kubernetes' schemas and the built program.

An API server accepts much that never runs: pods that the restricted standard refuses, roles that grant nothing, exit
codes that no program has. So what only shows at run time is checked here. Usage: check.py KUBECTL PROGRAM
"""

import contextlib
import io
import os
import re
import subprocess
import sys

import kubernetes_validate
import yaml

KUBECTL, PROGRAM = sys.argv[1:3]
JOBS = ("catch-up", "dry-run", "migrate")
# The oldest that knows podFailurePolicy for good, and the newest that the schemas know.
VERSIONS = ("1.31", "1.37")
SERVICE_ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount"
# What the catch-up says until somebody says since when: a window that would be everything, months later, is no default.
UNSAID = "9999-01-01T00:00Z"
NOWHERE = "postgresql://nobody@127.0.0.1:1/nothing"
CONFIGURATION = "k8s/base/freshen.yaml"

failures, passed = [], 0


def check(name, holds, detail=""):
    global passed
    if holds:
        passed += 1
    else:
        failures.append(f"{name}{': ' if detail else ''}{detail}")


def run(*arguments, environment=None):
    return subprocess.run(arguments, capture_output=True, text=True, env=environment, timeout=60)


def build(folder):
    built = run(KUBECTL, "kustomize", f"k8s/{folder}")
    check(f"{folder} is built", built.returncode == 0 and not built.stderr, built.stderr)
    return [document for document in yaml.safe_load_all(built.stdout) if document]


def of_kind(objects, kind):
    return [one for one in objects if one["kind"] == kind]


def pod_of(one):
    template = one["spec"]["jobTemplate"]["spec"] if one["kind"] == "CronJob" else one["spec"]
    return template["template"]["spec"]


def valid(where, one):
    for version in VERSIONS:
        try:
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                kubernetes_validate.validate(one, version, strict=True)
            check(where, True)
        except kubernetes_validate.ValidationError as error:
            check(f"{where} by the schema of {version}", False, f"{error.message} at {list(error.path)}")


def restricted(where, pod):
    """The restricted pod security standard, and what it leaves open."""
    own, context = pod.get("securityContext", {}), pod["containers"][0].get("securityContext", {})
    check(f"{where} runs as nobody", own.get("runAsNonRoot") is True and own.get("runAsUser", 0) > 0)
    check(f"{where} may read its token", own.get("fsGroup", 0) > 0)
    check(f"{where} has a seccomp profile", own.get("seccompProfile") == {"type": "RuntimeDefault"})
    check(f"{where} gains no privileges", context.get("allowPrivilegeEscalation") is False)
    check(f"{where} writes no file", context.get("readOnlyRootFilesystem") is True)
    check(f"{where} has no capabilities", context.get("capabilities") == {"drop": ["ALL"]})
    kinds = {key for volume in pod["volumes"] for key in volume if key != "name"}
    check(f"{where} mounts no host", kinds <= {"configMap", "projected", "secret", "emptyDir"}, str(kinds))
    check(f"{where} has one container", len(pod["containers"]) == 1 and "initContainers" not in pod)
    check(f"{where} shares nothing with its node", not {"hostNetwork", "hostPID", "hostIPC"} & set(pod))
    check(f"{where} is not told of services", pod.get("enableServiceLinks") is False)
    resources = pod["containers"][0]["resources"]
    check(f"{where} says what it needs", {"cpu", "memory"} <= set(resources["requests"]) and "memory" in resources["limits"])
    check(f"{where} does not start again in its pod", pod["restartPolicy"] == "Never")


def mounted(where, pod, names):
    """Whatever is referred to exists: an account, a file that the arguments name, the API's token and certificate."""
    container = pod["containers"][0]
    volumes = {volume["name"]: volume for volume in pod["volumes"]}
    mounts = {mount["mountPath"]: volumes[mount["name"]] for mount in container["volumeMounts"]}
    check(f"{where} runs as an account that is there", pod["serviceAccountName"] in names["ServiceAccount"])
    check(f"{where} has no token for a year", pod["automountServiceAccountToken"] is False)
    sources = mounts[SERVICE_ACCOUNT]["projected"]["sources"]
    files = {item["path"] for source in sources for part in source.values() for item in part.get("items", [part])}
    check(f"{where} has what the API is asked with", files == {"token", "ca.crt", "namespace"}, str(files))
    token = next(source["serviceAccountToken"] for source in sources if "serviceAccountToken" in source)
    check(f"{where} has a token for some minutes at least", 600 <= token["expirationSeconds"] <= 3600)
    arguments = container["args"]
    if "--config" in arguments:
        folder, file = os.path.split(arguments[arguments.index("--config") + 1])
        config = mounts[folder]["configMap"]["name"]
        check(f"{where} finds its file", file in names["ConfigMap"].get(config, {}), f"{config}/{file}")


def understood(where, pod, variables):
    """The program takes these arguments, reads these variables, and comes as far as its database, which is not there."""
    container = pod["containers"][0]
    check(f"{where} runs freshen", container["command"] == ["freshen"])
    arguments = container["args"]
    help_text = run(PROGRAM, arguments[0], "--help").stdout
    options = set(re.findall(r"^  (--[a-z-]+)", help_text, re.M))
    given = {argument for argument in arguments if argument.startswith("--")}
    check(f"{where} knows its options", given <= options, str(given - options))
    named = {variable["name"] for variable in container["env"]}
    known = set(re.findall(r"\b[A-Z][A-Z0-9_]+\b", help_text)) | variables
    check(f"{where} reads its variables", named <= known, str(named - known))
    check(f"{where} has the file's variables", variables <= named, str(variables - named))
    arguments = [CONFIGURATION if argument.endswith("/freshen.yaml") else argument for argument in arguments]
    environment = {name: "x" for name in named} | {"DATABASE_URL": NOWHERE}
    if UNSAID in arguments:
        ended = run(PROGRAM, *arguments, environment=environment)
        check(f"{where} waits for an answer", ended.returncode == 64 and "lies in the future" in ended.stderr, ended.stderr)
        arguments[arguments.index(UNSAID)] = "2026-11-20T18:00Z"
    ended = run(PROGRAM, *arguments, environment=environment)
    check(f"{where} comes as far as the database", ended.returncode == 75, f"{ended.returncode} {ended.stderr}")


def milliseconds(text):
    return int(text[:-1]) * 1000 if text.endswith("s") else int(text)


def scheduled(cronjob, configuration):
    spec, job = cronjob["spec"], cronjob["spec"]["jobTemplate"]["spec"]
    check("every minute, by UTC", spec["schedule"] == "* * * * *" and spec["timeZone"] == "Etc/UTC")
    check("one run at a time", spec["concurrencyPolicy"] == "Forbid")
    check("a late start is a start, and not for ever", 10 <= spec["startingDeadlineSeconds"] < 60)
    check("the next run is the retry", job["backoffLimit"] == 0)
    stop = job["activeDeadlineSeconds"] + pod_of(cronjob)["terminationGracePeriodSeconds"]
    check("it has stopped before the next run", stop <= 60, str(stop))
    deadlines = [web.get("deadline", "45s") for web in configuration["web"]]
    check(
        "the program ends itself first",
        all(milliseconds(deadline) / 1000 < job["activeDeadlineSeconds"] for deadline in deadlines), str(deadlines))
    codes = {int(code) for code in re.findall(r"^  (\d+)  ", run(PROGRAM, "run", "--help").stdout, re.M)}
    rules = job["podFailurePolicy"]["rules"]
    failing = next(rule["onExitCodes"] for rule in rules if rule["action"] == "FailJob")
    check("all codes but 0 and 75 are told apart", failing["values"] == sorted(codes - {0, 75}) and len(codes) == 6)
    check("the codes are the container's", failing["containerName"] == pod_of(cronjob)["containers"][0]["name"])
    evicted = [rule["onPodConditions"] for rule in rules if rule["action"] == "Ignore"]
    check("an evicted pod is replaced", evicted == [[{"type": "DisruptionTarget", "status": "True"}]])
    check("the policy goes with its replacement", job["podReplacementPolicy"] == "Failed")


def granted(objects, cronjob, configuration):
    role, = of_kind(objects, "Role")
    binding, = of_kind(objects, "RoleBinding")
    rules = [(rule["apiGroups"], rule["resources"], rule["verbs"]) for rule in role["rules"]]
    check(
        "the role grants the lists that discovery makes",
        rules == [([""], ["pods"], ["list"]), (["discovery.k8s.io"], ["endpointslices"], ["list"])], str(rules))
    spaces = {web["pods"]["namespace"] for web in configuration["web"] if "namespace" in web["pods"]}
    places = {role["metadata"]["namespace"], binding["metadata"]["namespace"]}
    check("the role is where the pods are", places == spaces, f"{places} {spaces}")
    reference = {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": role["metadata"]["name"]}
    check("the binding names the role", binding["roleRef"] == reference)
    account = {
        "kind": "ServiceAccount", "name": pod_of(cronjob)["serviceAccountName"],
        "namespace": cronjob["metadata"]["namespace"]}
    check("the binding names the account that the pod runs as", binding["subjects"] == [account])


def main():
    with open(CONFIGURATION) as file:
        text = file.read()
    configuration = yaml.safe_load(text)
    variables = set(re.findall(r"env: (\w+)", text))
    base = build("base")
    jobs = {name: build(f"jobs/{name}") for name in JOBS}
    check("no other job", sorted(os.listdir("k8s/jobs")) == sorted((*JOBS, "common")), str(os.listdir("k8s/jobs")))
    for where, one in [("base", one) for one in base] + [(name, one) for name in JOBS for one in jobs[name]]:
        valid(f"{where}: {one['kind']} {one['metadata']['name']}", one)
    cronjob, = of_kind(base, "CronJob")
    config, = of_kind(base, "ConfigMap")
    check("the ConfigMap holds the file", config["data"] == {"freshen.yaml": text})
    names = {
        "ServiceAccount": {one["metadata"]["name"] for one in of_kind(base, "ServiceAccount")},
        "ConfigMap": {one["metadata"]["name"]: one["data"] for one in of_kind(base, "ConfigMap")},
    }
    scheduled(cronjob, configuration)
    granted(base, cronjob, configuration)
    workloads = [("CronJob", cronjob)]
    for name in JOBS:
        check(f"{name} is one job", [one["kind"] for one in jobs[name]] == ["Job"])
        job = jobs[name][0]
        check(f"{name} has its own name", job["metadata"]["name"] == f"freshen-{name}")
        check(f"{name} is beside the CronJob", job["metadata"]["namespace"] == cronjob["metadata"]["namespace"])
        check(f"{name} ends, and is cleared away", {"activeDeadlineSeconds", "ttlSecondsAfterFinished"} <= set(job["spec"]))
        check(f"{name} is tried once", job["spec"]["backoffLimit"] == 0)
        workloads.append((name, job))
    images = {pod_of(one)["containers"][0]["image"] for _, one in workloads}
    version = run(PROGRAM, "--version").stdout.split()[-1]
    check("all run one image, of the program's version", {image.rpartition(":")[2] for image in images} == {version}, str(images))
    with open(".github/CHANGELOG.md", encoding="utf-8") as changes:
        check("the change log begins with that version", f"## {version}" in next(line for line in changes if line.startswith("## ")))
    enforced = {
        one["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] for one in of_kind(base, "Namespace")
        if one["metadata"]["name"] == cronjob["metadata"]["namespace"]}
    check("the namespace enforces what the pods keep to", enforced == {"restricted"})
    for where, one in workloads:
        restricted(where, pod_of(one))
        mounted(where, pod_of(one), names)
        understood(where, pod_of(one), variables)


main()
for failure in failures:
    print(f"✘ {failure}", file=sys.stderr)
print(f"manifests: {passed} checks passed, {len(failures)} failed")
sys.exit(bool(failures))
