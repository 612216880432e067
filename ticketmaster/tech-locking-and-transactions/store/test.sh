#!/usr/bin/env bash
# Holds on a real PostgreSQL: their promises, planted bugs, many buyers at once.
# Usage: test.sh [--help | vitest options]
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"
cd "$LAB/ticketmaster/tech-locking-and-transactions/store"

need postgres
unit "$@"
