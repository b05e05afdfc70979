#!/usr/bin/env bash
# Installs moto (which brings botocore) from PyPI into a folder, for the tests that ask both for a second opinion.
#
#     Tests/python.sh "$folder" && PYTHONPATH=$folder Tests/test.sh
#
# Without them those tests are skipped. Does nothing where python3 has them already.
set -euo pipefail

fail() {
    printf 'python: %s\n' "$1" >&2
    exit 1
}

[ $# = 1 ] || fail 'say where to: Tests/python.sh FOLDER'
mkdir -p "$1"
if python3 -c 'import botocore, moto.server' 2> /dev/null; then exit 0; fi
if ! python3 -m pip --version > /dev/null 2>&1; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq > /dev/null && apt-get install -y -qq --no-install-recommends python3-pip > /dev/null ||
        fail 'no pip, and apt-get could not install python3-pip'
fi
python3 -m pip install --quiet --root-user-action ignore --only-binary :all: --target "$1" 'moto[server]==5.2.1' >&2 ||
    fail 'pip could not install moto: is PyPI within reach?'
