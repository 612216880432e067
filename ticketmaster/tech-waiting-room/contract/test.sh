#!/usr/bin/env bash
# The checks of the line's promises, each on a line in memory that breaks it; the gate, tokens and routes.
# Usage: test.sh [--help | vitest options]
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"
cd "$LAB/ticketmaster/tech-waiting-room/contract"

unit "$@"
