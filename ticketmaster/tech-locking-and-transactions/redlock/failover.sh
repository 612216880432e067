#!/usr/bin/env bash
# The first Redis fails over to a replica that the lock of a seat had not reached: it forgets the lock.  Usage: failover.sh EVENT SEAT
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"

need redis
exec node "$LAB/ticketmaster/tech-locking-and-transactions/redlock/failover.ts" "${1:?which event?}" "${2:?which seat?}"
