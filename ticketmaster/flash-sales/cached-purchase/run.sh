#!/usr/bin/env bash
# The drawing, at https://127.0.0.1:3810 (PORT overrides): nginx with TLS, two app servers, Redis with a replica and three Sentinels,
# PostgreSQL with a replica. All are its own and end with it: Ctrl-C stops them, and nothing is kept.
# Settings: OPERATOR_TOKEN, LAYERS (some of 1234), ALLOW_UNSAFE, LOCK_MS, LOCK_WAIT_MS, CONNECTIONS.  Usage: run.sh [--help].
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"

programs postgres redis nginx openssl
exec node "$LAB/ticketmaster/flash-sales/cached-purchase/start.ts"
