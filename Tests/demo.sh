#!/usr/bin/env bash
# Builds freshen and demonstrates it with a recorded Directus and stand-ins for two pods and CloudFront on loopback.
#
# It needs no account, uses a database of its own, checks what pods and CloudFront received, and removes its files.
set -euo pipefail
cd "$(dirname "$0")/.."
Tests/prerequisites.sh
exec python3 Tests/Demo/demo.py
