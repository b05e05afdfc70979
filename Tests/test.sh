#!/usr/bin/env bash
# Builds freshen and its tests, warnings being errors, and runs them: Tests/test.sh [OPTION of `swift test`…]
#
#     Tests/test.sh --filter LedgerTests
#
# Without options the manifests of k8s/ are checked, too, against the built program: Tests/manifests.sh.
# FRESHEN_SIGV4_VECTORS may name a folder with the AWS Common Runtime's signing cases; without it two tests are skipped.
# The last line counts the tests, the one before it names the servers that they ran on. A secret of the tests (they are
# decoys, which Tests/decoy-forms knows by their mark) in anything that was printed is a failure, too.
set -euo pipefail
cd "$(dirname "$0")/.."
Tests/prerequisites.sh

log=$(mktemp)
trap 'rm -f "$log"' EXIT

echo 'Building the tests; the first time takes a few minutes …'
if ! swift build --build-tests > "$log" 2>&1; then
    cat "$log" >&2
    exit 1
fi

# That a test starts is not worth a line; that it ends is. Nothing here takes a quarter of an hour: what does is stuck.
status=0
run() {
    timeout --kill-after=10 "${FRESHEN_TEST_LIMIT:-900}" swift test --disable-xctest --skip-build "$@" 2>&1 | tee -a "$log" \
        | grep --line-buffered -v -e '^◇' -e ' started\.$' || status=$?
}

: > "$log"
if [ $# -gt 0 ]; then
    run "$@"
else
    # Exit tests by themselves: the testing library waits for ever for their children where any other child of the
    # process has ended and nobody has asked for it.
    exits='^(HTTPClient|PostgresClient|TestSupport)Tests\.'
    run --filter "$exits"
    run --skip "$exits"
    Tests/manifests.sh || status=$?
fi

# Where a test failed, its values are printed, and a secret may be one of them.
if [ "$status" = 0 ]; then
    found=0
    grep -a -n -i -F -f Tests/decoy-forms "$log" >&2 || found=$?
    [ "$found" = 1 ] || { echo 'test.sh: the lines above show a secret, or why none could be searched for' >&2; status=1; }
fi

servers=$(grep -oP '^tests on PostgreSQL \K[^,]+' "$log" | sort -u | paste -sd ' ') || true
total=$(grep -oP '^. Test run with \K\d+(?= tests? )' "$log" | awk '{ sum += $1 } END { print sum + 0 }')
failed=$(grep -c -P '^✘ Test (?!run with ).* failed after ' "$log") || true
skipped=$(grep -c '^➜ Test .* skipped' "$log") || true
echo "PostgreSQL: ${servers:-none}"
echo "$((total - failed - skipped)) passed, $failed failed, $skipped skipped"
[ "$total" -gt 0 ] || echo 'test.sh: no test ran' >&2
[ "$status" = 0 ] && [ "$total" -gt 0 ]
