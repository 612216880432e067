#!/usr/bin/env bash
# Notifications by server-sent events, and the visitor's page, at http://127.0.0.1:3203 (PORT overrides). Ctrl-C stops it; its PostgreSQL and Redis stay up.
# Settings: OPERATOR_TOKEN, ADMISSION_SECONDS, ADMISSION_SECRET, HEARTBEAT_MS, SWEEP_MS, RETRY_MS, MOST_STREAMS, BREAK=committed.  Usage: run.sh [--help]
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"

need postgres redis
exec node "$LAB/ticketmaster/tech-notifications/sse/server.ts"
