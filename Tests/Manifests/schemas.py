"""Every object by Kubernetes' own schemas, from the oldest version that has what k8s/ uses to the newest."""

import contextlib
import io
import json

import kubernetes_validate
from manifests import build, check, folders, name_of

# podFailurePolicy is stable since 1.31.
VERSIONS = [f"1.{minor}" for minor in range(31, 38)]
# Kinds of the Prometheus operator: promtool checks these.
OTHERS = ("PrometheusRule",)


def check_schemas():
    seen = set()
    for folder in folders():
        for one in build(folder):
            text = json.dumps(one, sort_keys=True)
            if one["kind"] not in OTHERS and text not in seen:
                seen.add(text)
                check_schema(f"{folder}: {one['kind']} {name_of(one)}", one)


def check_schema(where, one):
    for version in VERSIONS:
        try:
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                kubernetes_validate.validate(one, version, strict=True)
            check(where, True)
        except kubernetes_validate.ValidationError as error:
            check(f"{where} by the schema of {version}", False, f"{error.message} at {list(error.path)}")
