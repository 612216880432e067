#!/usr/bin/env bash
# The page of `npm run lab` in a real Chromium, and its file in the repo: figures, filters, servers, lessons. Starts a Redis of its own.
# Usage: test.sh [--help | vitest options]
source "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
cd "$LAB/scripts/lab/in-chromium"

browser
programs redis
unit "$@"
