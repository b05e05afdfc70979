#!/usr/bin/env bash
# Fuzzes the input from users, pods, API servers and AWS: Tests/fuzz.sh [SEED] [CASES]
#
# It also follows pages of random queries through random writes, and compares what is sent with a model of Directus' API.
# The same seed makes the same cases; the default is 100,000 cases. One line for each kind counts the outcomes.
set -euo pipefail
cd "$(dirname "$0")/.."
export FRESHEN_FUZZ_SEED=${1:-$((RANDOM << 15 | RANDOM))} FRESHEN_FUZZ_CASES=${2:-100000} FRESHEN_TEST_LIMIT=3600
echo "seed $FRESHEN_FUZZ_SEED, $FRESHEN_FUZZ_CASES cases"
Tests/test.sh --filter '\.(FuzzTests|QueryModelTests|StructureModelTests)/'
