#!/usr/bin/env bash
# The sharded engine, at http://127.0.0.1:3800 (PORT overrides). Ctrl-C stops it with all its servers; Kafka alone stays up for the next start.
# Settings: OPERATOR_TOKEN, LOCK_MS, SYNCHRONOUS=off, WIRING with ALLOW_UNSAFE=1 (drawn, sharded, protected).  Usage: run.sh [--help]
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"

need kafka
programs postgres redis nginx
exec node "$LAB/ticketmaster/flash-sales/sharded-engine/server.ts"
