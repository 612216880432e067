#!/usr/bin/env bash
# How servers are started, stopped and killed, and a real round trip with every one that a lesson may need.
# Usage: test.sh [--help | vitest options]
source "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
cd "$LAB/scripts/servers"

need postgres postgres-2 redis redis-2 redis-3 redis-4 redis-5 redis-cluster rabbitmq kafka sqs dynamodb
unit "$@"
