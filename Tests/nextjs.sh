#!/usr/bin/env bash
# Type-checks and tests the routes of k8s/nextjs, which a site copies: Tests/nextjs.sh [FILE.test.mjs…]
#
# Next.js itself is not installed: Tests/NextHandler has a stand-in for its cache and declarations of what the routes use of
# it, for each version. The last line counts the tests.
set -euo pipefail
cd "$(dirname "$0")/NextHandler"

for program in node tsc esbuild; do
    command -v "$program" > /dev/null || { echo "nextjs: no $program: run Tests/prerequisites.sh" >&2; exit 1; }
done

log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0
[ $# -gt 0 ] || set -- *.test.mjs
timeout --kill-after=10 300 node --test --test-reporter=tap "$@" > "$log" 2>&1 || status=$?

count() { grep -oP "^# $1 \K\d+" "$log" || echo 0; }
passed=$(count pass)
failed=$(($(count fail) + $(count cancelled)))
[ "$status" = 0 ] || cat "$log" >&2
echo "$passed passed, $failed failed, $(count skipped) skipped"
[ "$passed" -gt 0 ] || echo 'nextjs: no test ran' >&2
[ "$status" = 0 ] && [ "$passed" -gt 0 ]
