#!/usr/bin/env bash
# What RabbitMQ knows of the line of one event: places ready to be handed out, and dead letters.  Usage: inspect.sh EVENT
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"

need rabbitmq
exec node "$LAB/ticketmaster/tech-waiting-room/rabbitmq/inspect.ts" "${1:?which event?}"
