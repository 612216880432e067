#!/usr/bin/env bash
# The outbox on a real PostgreSQL: places, admissions that are committed with their notifications, keys, attempts.
# Usage: test.sh [--help | vitest options]
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"
cd "$LAB/ticketmaster/tech-notifications/outbox"

need postgres
unit "$@"
