#!/usr/bin/env bash
# The promises of telling a visitor, each with a channel that breaks it; the user app's dedupe store; the routes of the gate.
# Usage: test.sh [--help | vitest options]
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"
cd "$LAB/ticketmaster/tech-notifications/contract"

unit "$@"
