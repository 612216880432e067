#!/usr/bin/env bash
# What both databases know of the order of a user's Idempotency-Key: its saga, its seats, its money.  Usage: inspect.sh USER KEY
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"

need postgres postgres-2
exec node "$LAB/ticketmaster/tech-locking-and-transactions/saga/inspect.ts" "${1:?which user?}" "${2:?which Idempotency-Key?}"
