#!/usr/bin/env bash
# Builds freshen and shows it at work on this machine: a recorded Directus, two pods and a CloudFront on loopback.
#
# It needs no account, touches no other database, checks what the pods and CloudFront heard, and leaves nothing behind.
set -euo pipefail
cd "$(dirname "$0")/.."
Tests/prerequisites.sh
exec python3 Tests/Demo/demo.py
