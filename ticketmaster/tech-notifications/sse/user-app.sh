#!/usr/bin/env bash
# The app of one or more visitors, at http://127.0.0.1:3213 (PORT overrides): it listens to the server, prints what it hears, and remembers it.
# Settings: SERVER_URL, DIARY (its memory, a file), SILENT_MS.  Usage: user-app.sh [--help]
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"

export DIARY="${DIARY:-$LAB/.lab/diaries/sse.db}"
mkdir -p "$(dirname "$DIARY")"
exec node "$LAB/ticketmaster/tech-notifications/sse/user-app/server.ts"
