#!/usr/bin/env bash
# What the table has of an event: seats that are somebody's, orders that nobody has ended; for SEATs, why it would refuse them.
# Usage: inspect.sh EVENT [SEAT ...]
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"

need dynamodb
exec node "$LAB/ticketmaster/tech-locking-and-transactions/dynamodb/inspect.ts" "${1:?which event?}" "${@:2}"
