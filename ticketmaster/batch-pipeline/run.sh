#!/usr/bin/env bash
# Artworks at http://127.0.0.1:3901 (PORT overrides): nginx, two APIs, workers by need, and a store at 3902. Ctrl-C stops them; Kafka and Redis stay up.
# Settings: API_KEYS, PER_MINUTE, AT_ONCE, MOST_QUEUED, MIN_WORKERS, MAX_WORKERS, STORE_PORT, MONITORING_PORT, STORE_FOLDER.  Usage: run.sh [--help]
source "$(dirname "${BASH_SOURCE[0]}")/../../scripts/lib.sh"

need kafka redis
programs nginx prometheus alertmanager
exec node "$LAB/ticketmaster/batch-pipeline/topology.ts"
