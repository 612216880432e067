#!/usr/bin/env bash
# What tests of all subprojects share: waiting for a condition, servers as processes, a network that fails. Needs no server.
# Usage: test.sh [--help | vitest options]
source "$(dirname "${BASH_SOURCE[0]}")/../../scripts/lib.sh"
cd "$LAB/ticketmaster/testing"

unit "$@"
