#!/usr/bin/env bash
# The outbox on a real PostgreSQL: messages of any type, channels that do not see each other, what is removed when; the line on top of it.
# Usage: test.sh [--help | vitest options]
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"
cd "$LAB/ticketmaster/tech-notifications/outbox"

need postgres
unit "$@"
