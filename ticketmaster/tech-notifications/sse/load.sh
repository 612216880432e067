#!/usr/bin/env bash
# Opens 10,000 streams (or as many as told) to the server that runs, lets everybody in by one call, and tells what that took.
# Usage: OPERATOR_TOKEN=… load.sh [--help | streams]
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"

exec node "$LAB/ticketmaster/tech-notifications/sse/load.ts" "http://127.0.0.1:${PORT:-3203}" "${1:-10000}" "${OPERATOR_TOKEN:-}"
