#!/usr/bin/env bash
# Lines of a log for machines: JSON, by level.
# Usage: test.sh [--help | vitest options]
source "$(dirname "${BASH_SOURCE[0]}")/../../scripts/lib.sh"
cd "$LAB/ticketmaster/log"

unit "$@"
