#!/usr/bin/env bash
# What the journal knows of the order of a user's Idempotency-Key: its attempts, how they stand, and the steps that are done.  Usage: inspect.sh USER KEY
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"

need postgres
exec node "$LAB/ticketmaster/tech-locking-and-transactions/durable-execution/inspect.ts" "${1:?which user?}" "${2:?which Idempotency-Key?}"
