#!/usr/bin/env bash
# The promises of a flash sale over real servers, without each protection, in a storm with kills; then its README's walkthrough.
# Usage: test.sh [--help | vitest options]
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"
cd "$LAB/ticketmaster/flash-sales/disaster"

need postgres redis
programs nginx
unit "$@"
walkthrough
