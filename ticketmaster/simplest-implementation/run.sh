#!/usr/bin/env bash
# The simplest Ticketmaster, at http://127.0.0.1:3600 (PORT overrides). Ctrl-C stops it; its PostgreSQL stays up for the next start.
# Usage: run.sh [--help]
source "$(dirname "${BASH_SOURCE[0]}")/../../scripts/lib.sh"

need postgres
exec node "$LAB/ticketmaster/simplest-implementation/server.ts"
