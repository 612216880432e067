#!/usr/bin/env bash
# All promises of the inbox on a real PostgreSQL, planted bugs, kill -9 of server and app; then its README's walkthrough.
# Usage: test.sh [--help | vitest options]
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"
cd "$LAB/ticketmaster/tech-notifications/app"

need postgres
unit --no-file-parallelism --maxConcurrency=16 "$@" # what waits in vain waits side by side
walkthrough
