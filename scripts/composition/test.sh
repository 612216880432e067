#!/usr/bin/env bash
# A whole shop made of the lessons' parts: in line, admitted, told, two seats held, paid, tickets. On a real PostgreSQL and Redis.
# Usage: test.sh [--help | vitest options]
source "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
cd "$LAB/scripts/composition"

need postgres redis
unit "$@"
