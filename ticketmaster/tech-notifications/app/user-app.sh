#!/usr/bin/env bash
# The app of one or more visitors, at http://127.0.0.1:3212 (PORT overrides). Prints and serves what it hears; Ctrl-C stops it.
# Settings: SERVER_URL, DEDUPE_STORE (the file of its memory), MODE=poll or long-poll.  Usage: user-app.sh [--help]
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"

mkdir -p "$LAB/.lab/dedupe-stores"
export DEDUPE_STORE=${DEDUPE_STORE:-$LAB/.lab/dedupe-stores/app.db}
exec node "$LAB/ticketmaster/tech-notifications/app/user-app/server.ts"
