#!/usr/bin/env bash
# What each of the five Redis knows of the lock of a seat, and what the database knows of the seat.  Usage: inspect.sh EVENT SEAT
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"

need postgres postgres-2 redis redis-2 redis-3 redis-4 redis-5
exec node "$LAB/ticketmaster/tech-locking-and-transactions/redlock/inspect.ts" "${1:?which event?}" "${2:?which seat?}"
