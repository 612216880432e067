#!/usr/bin/env bash
# The real Ticketmaster, at http://127.0.0.1:3700 (PORT overrides). Ctrl-C stops it; PostgreSQL and Redis stay up for the next start.
# Usage: run.sh [--help]
source "$(dirname "${BASH_SOURCE[0]}")/../../scripts/lib.sh"

need postgres redis
exec node "$LAB/ticketmaster/real-implementation/server.ts"
