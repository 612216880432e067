#!/usr/bin/env bash
# Notifications by webhook, at http://127.0.0.1:3201 (PORT overrides). Ctrl-C stops it; its PostgreSQL stays up.
# Settings: OPERATOR_TOKEN, ADMISSION_SECONDS, ADMISSION_SECRET, ALLOWED_ADDRESSES, TIMEOUT_MS, SLOW_MS, POLL_MS, RETRY_BASE_MS, RETRY_CAP_MS, RETRY_AFTER_CAP_MS,
# MAX_ATTEMPTS, IN_FLIGHT, IN_FLIGHT_TO_ONE, and for experiments BREAK=committed.  Usage: run.sh [--help]
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"

need postgres
export ALLOWED_ADDRESSES=${ALLOWED_ADDRESSES-127.0.0.1} # in the lab the apps are on this machine
exec node "$LAB/ticketmaster/tech-notifications/webhook/server.ts"
