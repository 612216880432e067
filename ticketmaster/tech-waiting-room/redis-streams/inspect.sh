#!/usr/bin/env bash
# What Redis knows of the line of one event: places, those never handed out, those handed out and not acked.  Usage: inspect.sh EVENT
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"

need redis
exec node "$LAB/ticketmaster/tech-waiting-room/redis-streams/inspect.ts" "${1:?which event?}"
