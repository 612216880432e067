#!/usr/bin/env bash
# Events read by ten thousand through two cache tiers, at http://127.0.0.1:3401 (PORT overrides); on PostgreSQL and a Redis Cluster. Ctrl-C stops it.
# Settings: OPERATOR_TOKEN, TIER1_MS, TTL_MS, LEASE_MS, HOT_FROM, QUERIES, QUERIES_WAITING, QUERY_WITHIN_MS, RELAY_MS, REDIS_WITHIN_MS.  Usage: run.sh [--help].
source "$(dirname "${BASH_SOURCE[0]}")/../../scripts/lib.sh"

need postgres redis-cluster
exec node "$LAB/ticketmaster/tech-caching-hotkeys/server.ts"
