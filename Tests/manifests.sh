#!/usr/bin/env bash
# Builds every folder of k8s/ with `kubectl kustomize` and checks the result against Kubernetes' schemas, the restricted
# pod security standard and the built program, and the alerts by promtool's tests: Tests/manifests.sh [PROGRAM]
set -euo pipefail
cd "$(dirname "$0")/.."

tools=$(Tests/kubernetes-tools.sh)
PYTHONPATH=$tools PYTHONDONTWRITEBYTECODE=1 python3 Tests/Manifests/check.py \
    "$tools/bin/kubectl" "${1:-.build/debug/freshen}"
