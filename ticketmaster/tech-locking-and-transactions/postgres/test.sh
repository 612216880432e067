#!/usr/bin/env bash
# All promises of every way on a real PostgreSQL, planted bugs, kill -9 of the server; then its README's walkthrough.
# Usage: test.sh [--help | vitest options]
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"
cd "$LAB/ticketmaster/tech-locking-and-transactions/postgres"

need postgres
unit --no-file-parallelism "$@"
walkthrough
