#!/usr/bin/env bash
# All promises of a sale by saga, its orchestrator alone, planted bugs, and servers that are killed; then its README's walkthrough.
# Usage: test.sh [--help | vitest options].
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"
cd "$LAB/ticketmaster/tech-locking-and-transactions/saga"

need postgres postgres-2
unit --no-file-parallelism "$@" # each counts what was left half done, and none may count what another left
walkthrough
