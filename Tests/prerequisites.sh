#!/usr/bin/env bash
# Installs missing Debian packages (12 or 13) that building freshen, its demo and its tests need.
#
# It checks for programs and libraries, not for packages, so it also succeeds on other Linux systems that have them.
# Swift, which includes the sanitizers, is not a Debian package.
set -euo pipefail

fail() {
    printf 'prerequisites: %s\n' "$1" >&2
    exit 1
}

missing=()

# need PACKAGE COMMAND…: the package is missing unless the command succeeds.
need() {
    local package=$1
    shift
    "$@" > /dev/null 2>&1 || missing+=("$package")
}

# Debian installs the server's programs in a folder of their version, outside of PATH.
has_postgres() {
    local folder
    for folder in "${PGBIN:-}" "$(pg_config --bindir 2> /dev/null)" /usr/lib/postgresql/*/bin; do
        [ ! -x "$folder/initdb" ] || [ ! -x "$folder/psql" ] || return 0
    done
    return 1
}

# Debian installs it outside of PATH for users other than root.
has_pgbouncer() { command -v pgbouncer || [ -x /usr/sbin/pgbouncer ]; }

has_faketime() { compgen -G '/usr/lib/*/faketime/libfaketimeMT.so.1'; }

find_missing() {
    missing=()
    need pkg-config command -v pkg-config
    need libpq-dev pkg-config --exists libpq
    need libcurl4-openssl-dev pkg-config --exists libcurl
    need libssl-dev pkg-config --exists libcrypto
    need libexpat1-dev pkg-config --exists expat
    need libyaml-dev pkg-config --exists yaml-0.1
    need postgresql has_postgres
    need pgbouncer has_pgbouncer
    need libfaketime has_faketime
    need python3 python3 --version
    need openssl openssl version
    # The image is made of this machine's libraries and authorities, by a program without symbols.
    need binutils strip --version
    need ca-certificates test -s /etc/ssl/certs/ca-certificates.crt
    need nodejs node --version
    need node-typescript tsc --version
    need esbuild esbuild --version
}

# Debian's packages create and start a cluster and a pooler, which the tests do not use; temporary settings prevent that.
# Existing clusters and later installations are not affected.
install_without_servers() {
    local settings=/etc/postgresql-common/createcluster.d/freshen-prerequisites.conf policy=/usr/sbin/policy-rc.d
    local made=("$settings")
    [ -e "$policy" ] || made+=("$policy")
    trap 'rm -f "${made[@]}"' RETURN
    [ ${#made[@]} = 1 ] || { printf '#!/bin/sh\nexit 101\n' > "$policy" && chmod 755 "$policy"; }
    mkdir -p "${settings%/*}"
    echo 'create_main_cluster = false' > "$settings"
    apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@"
}

find_missing
if [ ${#missing[@]} -gt 0 ]; then
    command -v apt-get > /dev/null || fail "install these (names of Debian packages), then try again: ${missing[*]}"
    [ "$(id -u)" = 0 ] || fail "as root, run: apt-get install ${missing[*]}"
    echo "installing ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    if ! log=$(install_without_servers "${missing[@]}" 2>&1 < /dev/null); then
        printf '%s\n' "$log" >&2
        fail "apt-get could not install ${missing[*]}: see above"
    fi
    find_missing
    [ ${#missing[@]} = 0 ] || fail "still missing after apt-get installed it: ${missing[*]}"
fi

command -v swift > /dev/null ||
    fail "no swift in PATH: install Swift 6.2 or newer from https://www.swift.org/install/linux and add its usr/bin"
