#!/usr/bin/env bash
# How much is asked of another system: a circuit breaker, and a bound on what is under way at once.
# Usage: test.sh [--help | vitest options]
source "$(dirname "${BASH_SOURCE[0]}")/../../scripts/lib.sh"
cd "$LAB/ticketmaster/limits"

unit "$@"
