#!/usr/bin/env bash
# What both databases know of the order of an Idempotency-Key: its saga, its seats, its money.  Usage: inspect.sh KEY
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"

need postgres postgres-2
exec node "$LAB/ticketmaster/tech-locking-and-transactions/saga/inspect.ts" "${1:?which Idempotency-Key?}"
