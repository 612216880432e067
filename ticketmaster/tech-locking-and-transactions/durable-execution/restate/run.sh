#!/usr/bin/env bash
# The box office whose sagas live on Restate, at http://127.0.0.1:3316 (PORT overrides). Ctrl-C stops it; PostgreSQL and Restate stay up.
# Settings: OPERATOR_TOKEN, PROVIDER_URL, HOLD_MS, RECOVER_EVERY_MS (0: only at the start), ENDPOINT (the port that Restate calls, 3326),
# SERVICE, PATIENCE_MS, ASK_AGAIN_MS, RESTATE_ADMIN_URL, WEBHOOKS, TRACE, BREAK, PAUSE_AT, PAUSE_MS.  Usage: run.sh [--help].
source "$(dirname "${BASH_SOURCE[0]}")/../../../../scripts/lib.sh"

need postgres restate
exec node "$LAB/ticketmaster/tech-locking-and-transactions/durable-execution/restate/server.ts"
