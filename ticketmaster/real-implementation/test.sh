#!/usr/bin/env bash
# The real Ticketmaster on real servers: its parts, the whole, bad input; then its README's walkthrough.
# Usage: test.sh [--help | vitest options]
source "$(dirname "${BASH_SOURCE[0]}")/../../scripts/lib.sh"
cd "$LAB/ticketmaster/real-implementation"

need postgres redis
programs nginx
export CHROMIUM_PATH=${CHROMIUM_PATH:-$(node "$LAB/scripts/browser.ts")}
unit --no-file-parallelism "$@" # one of them kills PostgreSQL and Redis
walkthrough
