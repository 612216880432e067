#!/usr/bin/env bash
# The two tiers as a part: entries, leases, versions, shards, hot keys. On a real Redis Cluster.
# Usage: test.sh [--help | vitest options]
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"
cd "$LAB/ticketmaster/tech-caching-hotkeys/tiers"

need redis-cluster
unit "$@"
