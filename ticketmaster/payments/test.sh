#!/usr/bin/env bash
# The port for money: its promises, kept by the one in memory and broken by planted bugs. Needs no server.
# Usage: test.sh [--help | vitest options]
source "$(dirname "${BASH_SOURCE[0]}")/../../scripts/lib.sh"
cd "$LAB/ticketmaster/payments"

unit "$@"
