#!/usr/bin/env bash
# All promises of both ways on real PostgreSQL nodes, which are cut off and killed, and events that move; then its README's walkthrough.
# Usage: test.sh [--help | vitest options]
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"
cd "$LAB/ticketmaster/tech-locking-and-transactions/sharded-postgres"

need postgres postgres-2 postgres-3
unit --no-file-parallelism "$@"
walkthrough
