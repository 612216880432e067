#!/usr/bin/env bash
# The box office on two PostgreSQL with two-phase commit, at http://127.0.0.1:3305 (PORT overrides). Ctrl-C stops it; its databases stay up.
# Settings: OPERATOR_TOKEN, ALLOW_UNSAFE, BREAK, PAUSE_AT, PAUSE_MS, RECOVER_EVERY_SECONDS.  Usage: run.sh [--help]
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"

need postgres postgres-2
exec node "$LAB/ticketmaster/tech-locking-and-transactions/two-phase-commit/server.ts"
