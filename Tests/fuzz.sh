#!/usr/bin/env bash
# Fuzzes what users, pods, API servers and AWS can get wrong: Tests/fuzz.sh [SEED] [CASES]
#
# The same seed makes the same cases, 100,000 unless said. A line for each kind counts what became of its cases.
set -euo pipefail
cd "$(dirname "$0")/.."
export FRESHEN_FUZZ_SEED=${1:-$((RANDOM << 15 | RANDOM))} FRESHEN_FUZZ_CASES=${2:-100000} FRESHEN_TEST_LIMIT=3600
echo "seed $FRESHEN_FUZZ_SEED, $FRESHEN_FUZZ_CASES cases"
Tests/test.sh --filter '\.FuzzTests/'
