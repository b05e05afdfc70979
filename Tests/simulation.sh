#!/usr/bin/env bash
# Simulates whole deliveries with faults in virtual time: Tests/simulation.sh [SEED] [HISTORIES]
#
# The same seed makes the same histories; the default is 10,000. The first history that breaks a promise is printed step
# by step with its seed. Defects built in on purpose are listed with the history that detects them.
set -euo pipefail
cd "$(dirname "$0")/.."
export FRESHEN_SIMULATION_SEED=${1:-$((RANDOM << 15 | RANDOM))} FRESHEN_SIMULATION_CASES=${2:-10000} FRESHEN_TEST_LIMIT=3600
echo "seed $FRESHEN_SIMULATION_SEED, $FRESHEN_SIMULATION_CASES histories"
Tests/test.sh --filter '\.SimulationTests/'
