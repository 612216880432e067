#!/usr/bin/env bash
# A flash sale at http://127.0.0.1:3820 (PORT overrides): nginx, three servers, a stand-in for the payment provider. Ctrl-C stops them; PostgreSQL and Redis stay up.
# Settings: OPERATOR_TOKEN, LOCK_MS, LOCK_WAIT_MS, RESERVED_MS, GRACE_MS, WIRING, ALLOW_UNSAFE; for experiments BREAK, PAUSE_AT, PAUSE_MS.  Usage: run.sh [--help]
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"

need postgres redis
programs nginx
exec node "$LAB/ticketmaster/flash-sales/disaster/topology.ts"
