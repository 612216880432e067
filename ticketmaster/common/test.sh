#!/usr/bin/env bash
# The plumbing that all subprojects share. Needs no server.
# Usage: test.sh [--help | vitest options]
source "$(dirname "${BASH_SOURCE[0]}")/../../scripts/lib.sh"
cd "$LAB/ticketmaster/common"

unit "$@"
