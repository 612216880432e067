#!/usr/bin/env bash
# The PostgreSQL part: connections, transactions, migration, locks of a session, LISTEN. On a real PostgreSQL.
# Usage: test.sh [--help | vitest options]
source "$(dirname "${BASH_SOURCE[0]}")/../../scripts/lib.sh"
cd "$LAB/ticketmaster/postgres"

need postgres
unit "$@"
