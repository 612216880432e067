#!/usr/bin/env bash
# The inbox of every visitor, at http://127.0.0.1:3202 (PORT overrides). Ctrl-C stops it; its PostgreSQL stays up.
# Settings: OPERATOR_TOKEN, ADMISSION_SECONDS, ADMISSION_SECRET, MAX_WAITING, LOOK_EVERY_MS, and for experiments BREAK=committed.  Usage: run.sh [--help]
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"

need postgres
exec node "$LAB/ticketmaster/tech-notifications/app/server.ts"
