#!/usr/bin/env bash
# Seats sold from Dynoxide, an emulator of DynamoDB, at http://127.0.0.1:3302 (PORT overrides). Ctrl-C stops it; the emulator stays up.
# Settings: OPERATOR_TOKEN, LEASE_MS, SWEEP_MS, ALLOW_UNSAFE, BREAK, PAUSE_AT, PAUSE_MS.  Usage: run.sh [--help]
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"

need dynamodb
exec node "$LAB/ticketmaster/tech-locking-and-transactions/dynamodb/server.ts"
