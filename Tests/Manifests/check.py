#!/usr/bin/env python3
"""Checks the output of `kubectl kustomize` for k8s/ against Kubernetes' schemas and the built program.

An API server accepts objects that fail later: pods that violate the restricted standard, roles that grant the wrong
rights, exit codes that the program does not have. These checks find such mistakes. Usage: check.py KUBECTL PROGRAM
"""

import sys

import deadlines
import jobs
import manifests
import monitoring
import names
import program
import rights
import schemas
import security
from manifests import build, folders, name_of, of_kind


def check_folder(folder, objects):
    security.check_namespace(folder, objects)
    names.check_labels(folder, objects)
    for one in manifests.workloads(objects):
        where = folder if len(manifests.workloads(objects)) == 1 else f"{folder}: {name_of(one)}"
        names.check_names(where, one)
        security.check_references(where, one, objects)
        program.check_arguments(where, one)
        deadlines.check_failures(where, one)
        if not folder.startswith("base") and not folder.endswith("/inner"):
            check_workload(where, one, objects)
        if one["kind"] == "CronJob":
            deadlines.check_cronjob(where, one, objects)
        else:
            deadlines.check_job(where, one)


def check_workload(where, one, objects):
    """What holds of a pod that is complete: the base has no right and no token yet."""
    security.check_pod(where, one, objects)
    # Not to be applied: it has no arguments of its own.
    if where != "jobs/common":
        program.check_program(where, one, objects)


def main():
    complete = []
    for folder in folders():
        if folder == "monitoring":
            continue
        objects = build(folder)
        check_folder(folder, objects)
        if folder.startswith("overlays/") and not folder.endswith("/inner"):
            rights.check_rights(folder, objects)
            complete.append((folder, objects))
    schemas.check_schemas()
    jobs.check_jobs()
    rights.check_wrong_shape()
    one_each = [(folder, objects) for folder, objects in complete if len(of_kind(objects, "CronJob")) == 1]
    deadlines.check_table([(folder.removeprefix("overlays/"), objects) for folder, objects in one_each])
    names.check_versions([one for folder in folders() for one in manifests.workloads(build(folder))])
    monitoring.check_monitoring()


main()
for failure in manifests.failures:
    print(f"✘ {failure}", file=sys.stderr)
print(f"manifests: {manifests.passed} checks passed, {len(manifests.failures)} failed")
sys.exit(bool(manifests.failures))
