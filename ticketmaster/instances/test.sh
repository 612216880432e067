#!/usr/bin/env bash
# Processes that are killed and started again, nginx in front of them, and one process by which all of them end.
# Usage: test.sh [--help | vitest options]
source "$(dirname "${BASH_SOURCE[0]}")/../../scripts/lib.sh"
cd "$LAB/ticketmaster/instances"

unit "$@"
