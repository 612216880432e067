#!/usr/bin/env bash
# The real Ticketmaster, at http://127.0.0.1:3700 (PORT overrides). Ctrl-C stops it; PostgreSQL and Redis stay up for the next start.
# Usage: run.sh [--instances N] [--help]
#   --instances N   1 to 8 processes behind nginx, which is installed where it is missing. More than one have a worker beside them.
source "$(dirname "${BASH_SOURCE[0]}")/../../scripts/lib.sh"

case "${1:-}" in '' | --instances | --instances=*) ;; *) die "There is no option $1. More: run.sh --help" ;; esac
need postgres redis
export NODE_OPTIONS="$NODE_OPTIONS --disable-warning=ExperimentalWarning" # of stripTypeScriptTypes, by which web.ts serves the page
[ $# -gt 0 ] || exec node "$LAB/ticketmaster/real-implementation/server.ts"
programs nginx
exec node "$LAB/ticketmaster/real-implementation/instances/server.ts" --port "${PORT:-3700}" "$@"
