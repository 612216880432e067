#!/usr/bin/env bash
# What two-phase commit costs: a purchase beside one in a single transaction, and who waits for a transaction in doubt.
# Usage: experiment.sh [PURCHASES]: how many of each sort, 200 unless told.
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"

need postgres postgres-2
exec node "$LAB/ticketmaster/tech-locking-and-transactions/two-phase-commit/experiment.ts" "$@"
