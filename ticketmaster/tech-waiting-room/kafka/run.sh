#!/usr/bin/env bash
# The waiting room on Kafka, at http://127.0.0.1:3102 (PORT overrides). Ctrl-C stops it; its Kafka and its Redis stay up.
# Settings: CAPACITY, ADMIT_PER_SECOND, ADMISSION_SECONDS, NO_SHOW_SECONDS, SESSION_TIMEOUT_MS, OPERATOR_TOKEN, BREAK.  Usage: run.sh [--help]
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"

need redis kafka
exec node "$LAB/ticketmaster/tech-waiting-room/kafka/server.ts"
