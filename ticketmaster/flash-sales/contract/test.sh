#!/usr/bin/env bash
# What every flash sale promises, checked on one in memory, and on broken ones that must be caught.
# Usage: test.sh [--help | vitest options]
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"
cd "$LAB/ticketmaster/flash-sales/contract"

unit "$@"
