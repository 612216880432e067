#!/usr/bin/env bash
# All promises of a sale by a saga on Restate; processes, Restate, PostgreSQL and the provider that are killed; and what changed code does.
# Usage: test.sh [--help | vitest options].
source "$(dirname "${BASH_SOURCE[0]}")/../../../../scripts/lib.sh"
cd "$LAB/ticketmaster/tech-locking-and-transactions/durable-execution/restate"

need postgres restate restate-cluster
unit --no-file-parallelism "$@" # they kill the servers they share
