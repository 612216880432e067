#!/usr/bin/env bash
# The app of one or more visitors, at http://127.0.0.1:3213 (PORT overrides): it listens to the server, prints what it hears, and remembers it.
# Settings: SERVER_URL, DEDUPE_STORE (its memory, a file), SILENT_MS.  Usage: user-app.sh [--help]
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"

export DEDUPE_STORE="${DEDUPE_STORE:-$LAB/.lab/dedupe-stores/sse.db}"
mkdir -p "$(dirname "$DEDUPE_STORE")"
exec node "$LAB/ticketmaster/tech-notifications/sse/user-app/server.ts"
