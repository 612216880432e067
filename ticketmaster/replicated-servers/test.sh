#!/usr/bin/env bash
# PostgreSQL and Redis with replicas, as processes that are killed and promoted, and how a client finds the primary. All are its own.
# Usage: test.sh [--help | vitest options]
source "$(dirname "${BASH_SOURCE[0]}")/../../scripts/lib.sh"
cd "$LAB/ticketmaster/replicated-servers"

programs postgres redis
unit "$@"
