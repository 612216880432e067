#!/usr/bin/env bash
# The waiting room on SQS, at http://127.0.0.1:3104 (PORT overrides). Ctrl-C stops it; ElasticMQ, an emulator of SQS, and Redis stay up.
# Settings: QUEUE_KIND (fifo or standard), CAPACITY, ADMIT_PER_SECOND, ADMISSION_SECONDS, NO_SHOW_SECONDS, LEASE_SECONDS, MAX_RECEIVES,
# OPERATOR_TOKEN, BREAK.  Usage: run.sh [--help]
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"

need redis sqs
exec node "$LAB/ticketmaster/tech-waiting-room/sqs/server.ts"
