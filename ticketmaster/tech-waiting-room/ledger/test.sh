#!/usr/bin/env bash
# The room's rules on a real Redis, and for each promise a broken room that its check catches.
# Usage: test.sh [--help | vitest options]
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"
cd "$LAB/ticketmaster/tech-waiting-room/ledger"

need redis
unit "$@"
