#!/usr/bin/env bash
# Every call to the provider in every phase, random buyers, planted bugs, servers that are killed in a rush; then its README's walkthrough.
# ORDERS=5000 makes the rush longer, SEED repeats the random buyers.  Usage: test.sh [--help | vitest options].
source "$(dirname "${BASH_SOURCE[0]}")/../../scripts/lib.sh"
cd "$LAB/ticketmaster/tech-two-phase-payments"

need postgres
unit --exclude 'provider/**' "$@"
walkthrough
