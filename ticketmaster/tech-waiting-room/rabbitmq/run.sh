#!/usr/bin/env bash
# The waiting room on RabbitMQ, at http://127.0.0.1:3103 (PORT overrides). Ctrl-C stops it; its RabbitMQ and its Redis stay up.
# Settings: CAPACITY, ADMIT_PER_SECOND, ADMISSION_SECONDS, NO_SHOW_SECONDS, DELIVERY_LIMIT, OPERATOR_TOKEN, BREAK.  Usage: run.sh [--help]
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"

need redis rabbitmq
exec node "$LAB/ticketmaster/tech-waiting-room/rabbitmq/server.ts"
