#!/usr/bin/env bash
# All promises of the waiting room on Redis Streams, on a real Redis that is killed and started again; then its README's walkthrough.
# Usage: test.sh [--help | vitest options]
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"
cd "$LAB/ticketmaster/tech-waiting-room/redis-streams"

need redis redis-2
unit --no-file-parallelism "$@" # they kill and start the same second server
walkthrough
