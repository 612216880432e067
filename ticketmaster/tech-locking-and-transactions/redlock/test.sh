#!/usr/bin/env bash
# All promises of the lock, its fence and the ways to sell behind it, on real servers; processes that are stopped and killed; mutants of
# each part; then its README's walkthrough.
# Usage: test.sh [--help | vitest options]
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"
cd "$LAB/ticketmaster/tech-locking-and-transactions/redlock"

need postgres postgres-2 redis redis-2 redis-3 redis-4 redis-5
unit "$@"
walkthrough
