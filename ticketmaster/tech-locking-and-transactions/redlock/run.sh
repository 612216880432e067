#!/usr/bin/env bash
# Seats behind Redis locks, at http://127.0.0.1:3303 (PORT overrides). Ctrl-C stops it; its two PostgreSQL and five Redis stay up.
# Settings: OPERATOR_TOKEN, LEASE_MS, SWEEP_MS, ALLOW_UNSAFE; for experiments BREAK, PAUSE_AT, PAUSE_MS, DEAD_REDIS.  Usage: run.sh [--help]
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"

need postgres postgres-2 redis redis-2 redis-3 redis-4 redis-5
exec node "$LAB/ticketmaster/tech-locking-and-transactions/redlock/server.ts"
