#!/usr/bin/env bash
# The sharded engine on real servers that are killed and promoted, a thousand sales with kills; then its README's walkthrough.
# CROWD=10000 ./test.sh engine for as many connections at once; SALES=20000 ./test.sh thousand for more sales.  Usage: test.sh [--help | vitest options]
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"
cd "$LAB/ticketmaster/flash-sales/sharded-engine"

need kafka kafka-2 postgres
programs postgres redis nginx
unit --no-file-parallelism "$@" # they kill and start the same second Kafka
walkthrough
