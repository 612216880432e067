#!/usr/bin/env bash
# What SQS knows of the line of one event: places visible, in flight, and dead letters; with `redrive`, puts the dead letters back;
# with `delete`, deletes both queues of an event that is over.
# Usage: [QUEUE_KIND=standard] inspect.sh EVENT [redrive|delete]
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"

need sqs
exec node "$LAB/ticketmaster/tech-waiting-room/sqs/inspect.ts" "${1:?which event?}" "${2:-}"
