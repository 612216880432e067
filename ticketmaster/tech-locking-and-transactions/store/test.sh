#!/usr/bin/env bash
# What the lessons on PostgreSQL share: holds of seats, and payments, on a real PostgreSQL.
# Usage: test.sh [--help | vitest options]
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"
cd "$LAB/ticketmaster/tech-locking-and-transactions/store"

need postgres
unit "$@"
