#!/usr/bin/env bash
# Moves an event to another node while it sells, and tells for how many ms nobody could buy. BREAK=announced, closed, copied or left: dies there.
# Usage: move.sh EVENT NODE: north or south.
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"

need postgres postgres-2 postgres-3
exec node "$LAB/ticketmaster/tech-locking-and-transactions/sharded-postgres/move-event.ts" "$@"
