#!/usr/bin/env bash
# The promises of a box office, each with one that breaks it; the checker of histories, with planted ones.
# Usage: test.sh [--help | vitest options]
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"
cd "$LAB/ticketmaster/tech-locking-and-transactions/contract"

unit "$@"
