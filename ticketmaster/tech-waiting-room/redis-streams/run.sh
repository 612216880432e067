#!/usr/bin/env bash
# The waiting room on Redis Streams, at http://127.0.0.1:3101 (PORT overrides). Ctrl-C stops it; its Redis stays up.
# Settings: CAPACITY, ADMIT_PER_SECOND, ADMISSION_SECONDS, NO_SHOW_SECONDS, LEASE_MS, OPERATOR_TOKEN, BREAK.  Usage: run.sh [--help]
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"

need redis
exec node "$LAB/ticketmaster/tech-waiting-room/redis-streams/server.ts"
