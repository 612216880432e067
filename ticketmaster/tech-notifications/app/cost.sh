#!/usr/bin/env bash
# What waiting costs: requests and bytes for each visitor and minute, polled and long-polled, of a server at SERVER_URL that is running.
# Needs the server's OPERATOR_TOKEN.  Usage: cost.sh [VISITORS [SECONDS]]
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"

exec node "$LAB/ticketmaster/tech-notifications/app/cost.ts" "$@"
