#!/usr/bin/env bash
# Builds freshen and its tests and runs them: Tests/test.sh [OPTION of `swift test`…]
#
#     Tests/test.sh --filter LedgerTests
#
# Without options Tests/manifests.sh checks k8s/ with the built program, and Tests/nextjs.sh tests k8s/nextjs, too.
# FRESHEN_SIGV4_VECTORS may name a folder with the AWS Common Runtime's signing cases; without it two tests are skipped.
# The last line counts the tests; the line before it names the PostgreSQL versions that were used. The run also fails where
# its output shows a secret of the tests, which are decoys with a common mark: Tests/decoy-forms.
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

# Lines about started tests are left out. The time limit (in seconds) ends a run that hangs.
status=0
run() {
    timeout --kill-after=10 "${FRESHEN_TEST_LIMIT:-900}" swift test --disable-xctest --skip-build "$@" 2>&1 | tee -a "$log" \
        | grep --line-buffered -v -e '^◇' -e ' started\.$' || status=$?
}

: > "$log"
if [ $# -gt 0 ]; then
    run "$@"
else
    # Exit tests run in a process of their own: the testing library waits for their children for ever where another child
    # of the process has ended and has not been waited for.
    exits='^(HTTPClient|PostgresClient|TestSupport)Tests\.'
    run --filter "$exits"
    run --skip "$exits"
    Tests/manifests.sh || status=$?
    Tests/nextjs.sh | tee -a "$log" || status=$?
fi

# A failed run is not searched: it prints the values of failed expectations, which may include a decoy.
if [ "$status" = 0 ]; then
    found=0
    grep -a -n -i -F -f Tests/decoy-forms "$log" >&2 || found=$?
    [ "$found" = 1 ] || { echo 'test.sh: the lines above show a secret, or why the search failed' >&2; status=1; }
fi

servers=$(grep -oP '^tests on PostgreSQL \K[^,]+' "$log" | sort -u | paste -sd ' ') || true
# The last two alternatives are Tests/nextjs.sh's.
total=$(grep -oP '^. Test run with \K\d+(?= tests? )|^\d+(?= passed, )|(?<= passed, )\d+(?= failed, )' "$log" |
    awk '{ sum += $1 } END { print sum + 0 }')
failed=$(grep -c -P '^✘ Test (?!run with ).* failed after ' "$log") || true
failed=$((failed + $(grep -oP '^\d+ passed, \K\d+(?= failed, )' "$log" || echo 0)))
skipped=$(grep -c '^➜ Test .* skipped' "$log") || true
echo "PostgreSQL: ${servers:-none}"
echo "$((total - failed - skipped)) passed, $failed failed, $skipped skipped"
[ "$total" -gt 0 ] || echo 'test.sh: no test ran' >&2
[ "$status" = 0 ] && [ "$total" -gt 0 ]
