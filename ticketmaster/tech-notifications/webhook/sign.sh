#!/usr/bin/env bash
# Signs the message on stdin with a secret, as of so many seconds ago, and prints the headers, for curl -H @file.
# Usage: sign.sh SECRET [SECONDS_AGO] < message.json
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"

exec node "$LAB/ticketmaster/tech-notifications/webhook/sign.ts" "$@"
