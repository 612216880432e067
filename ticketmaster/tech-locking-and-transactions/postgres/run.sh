#!/usr/bin/env bash
# Seats sold from one PostgreSQL, at http://127.0.0.1:3301 (PORT overrides). Ctrl-C stops it; its PostgreSQL stays up.
# Settings: OPERATOR_TOKEN, ALLOW_UNSAFE=1, and for experiments BREAK, PAUSE_AT and PAUSE_MS.  Usage: run.sh [--help]
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"

need postgres
exec node "$LAB/ticketmaster/tech-locking-and-transactions/postgres/server.ts"
