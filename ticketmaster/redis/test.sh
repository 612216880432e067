#!/usr/bin/env bash
# The Redis part: a connection that comes back. On a real Redis and a real Redis Cluster.
# Usage: test.sh [--help | vitest options]
source "$(dirname "${BASH_SOURCE[0]}")/../../scripts/lib.sh"
cd "$LAB/ticketmaster/redis"

need redis redis-cluster
unit "$@"
