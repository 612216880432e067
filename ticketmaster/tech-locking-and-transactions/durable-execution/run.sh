#!/usr/bin/env bash
# The box office that sells by a saga on DBOS, at http://127.0.0.1:3306 (PORT overrides), with a stand-in for the payment provider. Ctrl-C stops both; PostgreSQL stays up.
# Settings: OPERATOR_TOKEN, HOLD_MS, RECOVER_EVERY_MS, EXECUTOR_ID, VERSION, ADOPT_VERSION, PROVIDER_URL, WEBHOOKS, TRACE, BREAK, PAUSE_AT, PAUSE_MS, ALLOW_UNSAFE, SHARE_NAME.
# Usage: run.sh [--help].
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"

need postgres
exec node "$LAB/ticketmaster/tech-locking-and-transactions/durable-execution/server.ts"
