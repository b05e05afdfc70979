#!/usr/bin/env bash
# Simulates whole deliveries in virtual time, and everything that can go wrong with them: Tests/simulation.sh [SEED] [HISTORIES]
#
# The same seed makes the same histories, 10,000 unless said. The first one that breaks a promise is printed with its seed,
# step by step; deliveries that are broken on purpose are named with the history that catches them.
set -euo pipefail
cd "$(dirname "$0")/.."
export FRESHEN_SIMULATION_SEED=${1:-$((RANDOM << 15 | RANDOM))} FRESHEN_SIMULATION_CASES=${2:-10000} FRESHEN_TEST_LIMIT=3600
echo "seed $FRESHEN_SIMULATION_SEED, $FRESHEN_SIMULATION_CASES histories"
Tests/test.sh --filter '\.SimulationTests/'
