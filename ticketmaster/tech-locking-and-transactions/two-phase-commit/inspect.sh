#!/usr/bin/env bash
# What is prepared in the two databases and not ended, a line each; of all events or of one.  Usage: inspect.sh [EVENT]
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"

need postgres postgres-2
exec node "$LAB/ticketmaster/tech-locking-and-transactions/two-phase-commit/inspect.ts" "$@"
