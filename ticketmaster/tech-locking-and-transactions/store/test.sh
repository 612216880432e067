#!/usr/bin/env bash
# What the lessons on PostgreSQL share, on a real one: holds of seats and payments, their promises, planted bugs, many buyers at once.
# Usage: test.sh [--help | vitest options]
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"
cd "$LAB/ticketmaster/tech-locking-and-transactions/store"

need postgres
unit "$@"
