#!/usr/bin/env bash
# All promises of a sale on DBOS, what the engine does not do by itself, and servers, provider and PostgreSQL that are killed; then its README's walkthrough.
# ATTEMPTS=5000 makes the rushes longer.  Usage: test.sh [--help | vitest options].
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"
cd "$LAB/ticketmaster/tech-locking-and-transactions/durable-execution"

need postgres
unit --no-file-parallelism --exclude "restate/**" "$@" # restate/test.sh needs another server; PostgreSQL is killed
walkthrough
