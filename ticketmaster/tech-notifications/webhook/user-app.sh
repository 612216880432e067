#!/usr/bin/env bash
# The app of one or more visitors, at http://127.0.0.1:3211 (PORT overrides): it is called by the server, prints what it hears, and remembers it.
# Settings: SERVER_URL, PUBLIC_URL, DEDUPE_STORE (its memory, a file), WEBHOOK_SECRETS (one or two), and for experiments MARK=early or late and
# BREAK=between-mark-and-effect.  Usage: user-app.sh [--help]
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"

export DEDUPE_STORE=${DEDUPE_STORE:-$LAB/.lab/dedupe-stores/webhook.db}
mkdir -p "$(dirname "$DEDUPE_STORE")"
exec node "$LAB/ticketmaster/tech-notifications/webhook/user-app/server.ts"
