#!/usr/bin/env bash
# Installs moto and botocore, on which it depends, from PyPI into a folder. Some tests compare freshen with them.
#
#     Tests/python.sh "$folder" && PYTHONPATH=$folder Tests/test.sh
#
# Without them those tests are skipped. Does nothing where python3 finds them already.
set -euo pipefail

fail() {
    printf 'python: %s\n' "$1" >&2
    exit 1
}

[ $# = 1 ] || fail 'usage: Tests/python.sh FOLDER'
mkdir -p "$1"
if python3 -c 'import botocore, moto.server' 2> /dev/null; then exit 0; fi
if ! python3 -m pip --version > /dev/null 2>&1; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq > /dev/null && apt-get install -y -qq --no-install-recommends python3-pip > /dev/null ||
        fail 'no pip, and apt-get could not install python3-pip'
fi
python3 -m pip install --quiet --root-user-action ignore --only-binary :all: --target "$1" 'moto[server]==5.2.1' >&2 ||
    fail 'pip could not install moto: is PyPI reachable?'
