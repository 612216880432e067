#!/usr/bin/env bash
# The box office that sells by a saga, at http://127.0.0.1:3304 (PORT overrides). Ctrl-C stops it; its two PostgreSQL stay up.
# Settings: OPERATOR_TOKEN, RECOVER_EVERY_MS (0: only at the start), BREAK, PAUSE_AT, PAUSE_MS, ALLOW_UNSAFE.  Usage: run.sh [--help].
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"

need postgres postgres-2
exec node "$LAB/ticketmaster/tech-locking-and-transactions/saga/server.ts"
