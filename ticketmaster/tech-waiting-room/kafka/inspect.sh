#!/usr/bin/env bash
# What Kafka knows of the line of one event: all who ever joined, the committed offset, the lag; with `replay`, everybody in order.
# Usage: inspect.sh EVENT [replay]
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"

need kafka
exec node "$LAB/ticketmaster/tech-waiting-room/kafka/inspect.ts" "${1:?which event?}" "${2:-}"
