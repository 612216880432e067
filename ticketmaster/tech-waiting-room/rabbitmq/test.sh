#!/usr/bin/env bash
# All promises of the waiting room on RabbitMQ, on a real one that is killed and started again; then its README's walkthrough.
# Usage: test.sh [--help | vitest options]
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"
cd "$LAB/ticketmaster/tech-waiting-room/rabbitmq"

need redis rabbitmq rabbitmq-2
unit --no-file-parallelism "$@" # they kill and start the same second server
walkthrough
