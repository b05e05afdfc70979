"""Deadlines are one calculation; k8s/README.md explains it and lists the numbers, which must be those of the manifests."""

import re

import yaml
from manifests import PROGRAM, check, configuration_of, container_of, job_of, of_kind, pod_of, run, seconds

# freshen's own `deadline` of freshen.yaml.
DEADLINE = 35
# A Job must have ended this long before the next is due, and its run begun this long after its start. A run needs this long to
# report, and after a SIGTERM this long to end.
GAP, START, REPORT, GRACE = 3, 15, 2, 4


def interval(schedule):
    return 60 if schedule == "* * * * *" else 86400 if re.fullmatch(r"\d+ \d+ \* \* \*", schedule) else None


def check_cronjob(where, one, objects):
    spec, job, pod = one["spec"], job_of(one), pod_of(one)
    period = interval(spec["schedule"])
    check(f"{where} runs every minute or every night, by UTC", period and spec["timeZone"] == "Etc/UTC")
    check(f"{where} has one run at a time", spec["concurrencyPolicy"] == "Forbid")
    # A start that is later is skipped; Kubernetes' own documentation warns of less than 10 s.
    check(f"{where} may start late, by less than its interval", 10 <= spec["startingDeadlineSeconds"] < period)
    check(f"{where} keeps ten failures", spec["failedJobsHistoryLimit"] == 10)
    # Without effect on a CronJob's Jobs: the limits above delete them.
    check(f"{where} has no ttlSecondsAfterFinished", "ttlSecondsAfterFinished" not in job)
    stopped = job["activeDeadlineSeconds"] + pod["terminationGracePeriodSeconds"]
    check(f"{where} has stopped before the next run", stopped <= period - GAP, f"{stopped} > {period} - {GAP}")
    check_run(where, one, objects)


def check_run(where, one, objects):
    """The program ends by itself before it is ended."""
    job, pod, arguments = job_of(one), pod_of(one), container_of(one)["args"]
    file = yaml.safe_load(configuration_of(one, objects))
    deadline, active = seconds(file.get("deadline", DEADLINE)), job["activeDeadlineSeconds"]
    check(f"{where} ends by itself", deadline <= active - START, f"{deadline} > {active} - {START}")
    for web in file.get("web", []):
        check(f"{where}: the deadline of {web['name']} only shortens", seconds(web.get("deadline", deadline)) <= deadline)
        check(f"{where}: settle of {web['name']} fits", seconds(web.get("settle", 5)) < deadline)
    grace = pod["terminationGracePeriodSeconds"]
    check(f"{where} may store what is done and report", grace >= GRACE, str(grace))
    if "--until" in arguments:
        last = int(arguments[arguments.index("--until") + 1].lstrip(":"))
        check(f"{where}: the last look ends by itself", last + deadline <= active - REPORT, f"{last} + {deadline} > {active} - {REPORT}")


def check_failures(where, one):
    """Which failures end the Job at once: all that a retry does not solve, after the one that is no failure."""
    job = job_of(one)
    check(f"{where} is tried once", job["backoffLimit"] == 0)
    check(f"{where} replaces a pod when it has ended", job["podReplacementPolicy"] == "Failed")
    codes = {int(code) for code in re.findall(r"^  (\d+)  ", run(PROGRAM, "run", "--help").stdout, re.M)}
    first, *others = job["podFailurePolicy"]["rules"]
    evicted = {"action": "Ignore", "onPodConditions": [{"type": "DisruptionTarget", "status": "True"}]}
    check(f"{where} replaces an evicted pod before all else", first == evicted, str(first))
    values = [rule["onExitCodes"] for rule in others if rule["action"] == "FailJob"]
    final = [{"containerName": container_of(one)["name"], "operator": "In", "values": sorted(codes - {0, 75})}]
    check(f"{where} fails by all codes but 0 and 75", values == final and len(others) == 1 and len(codes) == 6, str(values))


def check_job(where, one):
    job = job_of(one)
    check(f"{where} has an hour", job["activeDeadlineSeconds"] == 3600)
    check(f"{where} is deleted after a day", job["ttlSecondsAfterFinished"] == 86400)


def check_table(overlays):
    """The table of k8s/README.md: `| name | interval | activeDeadlineSeconds | grace | deadline | --until |`."""
    with open("k8s/README.md", encoding="utf-8") as file:
        rows = re.findall(r"^\| `([\w/-]+)` \| (\d+) \| (\d+) \| (\d+) \| (\d+) \| (:\d+|–) \|", file.read(), re.M)
    written = {row[0]: row[1:] for row in rows}
    actual = {}
    for folder, objects in overlays:
        one, = of_kind(objects, "CronJob")
        arguments, file = container_of(one)["args"], yaml.safe_load(configuration_of(one, objects))
        until = arguments[arguments.index("--until") + 1] if "--until" in arguments else "–"
        numbers = (
            interval(one["spec"]["schedule"]), job_of(one)["activeDeadlineSeconds"],
            pod_of(one)["terminationGracePeriodSeconds"], int(seconds(file.get("deadline", DEADLINE))), until)
        actual[folder] = tuple(map(str, numbers))
    check("the table of k8s/README.md has the manifests' numbers", written == actual, f"{written} {actual}")
