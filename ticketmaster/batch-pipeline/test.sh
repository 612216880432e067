#!/usr/bin/env bash
# Each part of the pipeline, the whole of it over real servers with kills; then its README's walkthrough.
# Usage: test.sh [--help | vitest options]
source "$(dirname "${BASH_SOURCE[0]}")/../../scripts/lib.sh"
cd "$LAB/ticketmaster/batch-pipeline"

need kafka redis
programs nginx prometheus alertmanager
export CHROMIUM_PATH=${CHROMIUM_PATH:-$(node "$LAB/scripts/browser.ts")}
unit --no-file-parallelism "$@" # they kill and start the same Kafka and Redis
walkthrough
