#!/usr/bin/env bash
# The servers of the drawing, what the sale promises on them, each layer, each failover; then its README's walkthrough.
# Usage: test.sh [--help | vitest options]
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"
cd "$LAB/ticketmaster/flash-sales/cached-purchase"

need redis
programs postgres redis nginx openssl
unit --no-file-parallelism "$@" # each file has servers of its own
walkthrough
