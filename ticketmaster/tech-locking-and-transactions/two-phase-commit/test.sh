#!/usr/bin/env bash
# All promises of two-phase commit on real PostgreSQL, one of which is killed and started again; then its README's walkthrough.
# Usage: test.sh [--help | vitest options]
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"
cd "$LAB/ticketmaster/tech-locking-and-transactions/two-phase-commit"

need postgres postgres-2 postgres-3
unit "$@"
walkthrough
