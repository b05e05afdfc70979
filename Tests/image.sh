#!/usr/bin/env bash
# Makes the image's root file system and runs the pods of k8s/ in it: Tests/image.sh [PROGRAM]
#
# A program that is not given is .build/release/freshen. Needs root: each pod gets a mount namespace of its own, in which the
# root file system is mounted read-only and the volumes into it, then chroot and user ids as in the manifest. No container
# engine and no network beyond loopback is needed.
set -euo pipefail
cd "$(dirname "$0")/.."

program=${1:-.build/release/freshen}
[ -x "$program" ] || { echo "image: there is no $program: swift build -c release --static-swift-stdlib" >&2; exit 1; }
[ "$(id -u)" = 0 ] || { echo 'image: run it as root: it mounts and changes user ids' >&2; exit 1; }
tools=$(Tests/kubernetes-tools.sh)
PYTHONPATH=$tools PYTHONDONTWRITEBYTECODE=1 python3 Tests/Image/check.py "$tools/bin/kubectl" "$program"
