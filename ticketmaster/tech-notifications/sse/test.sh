#!/usr/bin/env bash
# All promises of telling by SSE, planted bugs, real processes that are killed, a thousand streams, the page in Chromium; then its README's walkthrough.
# Usage: test.sh [--help | vitest options]
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"
cd "$LAB/ticketmaster/tech-notifications/sse"

need postgres redis
browser
unit --no-file-parallelism "$@"
walkthrough
