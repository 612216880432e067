#!/usr/bin/env bash
# All that the stand-in promises: keys, cards, money, webhooks, every fault at every call, bad input, kill -9.
# Usage: test.sh [--help | vitest options]
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"
cd "$LAB/ticketmaster/tech-two-phase-payments/provider"

need postgres
unit "$@"
