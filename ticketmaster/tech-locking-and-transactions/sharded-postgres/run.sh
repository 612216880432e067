#!/usr/bin/env bash
# Events on two PostgreSQL nodes, and a router beside them, at http://127.0.0.1:3307 (PORT overrides). Ctrl-C stops it; its databases stay up.
# Settings: OPERATOR_TOKEN, BREAK, PAUSE_AT, PAUSE_MS, RECOVER_EVERY_SECONDS, and NORTH_FROM_ROUTER and SOUTH_FROM_ROUTER for a router that
# reaches the nodes at other URLs, as in a container.  Usage: run.sh [--help]
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"

need postgres postgres-2 postgres-3
exec node "$LAB/ticketmaster/tech-locking-and-transactions/sharded-postgres/server.ts"
