#!/usr/bin/env bash
# All promises of the box office on Dynoxide, an emulator of DynamoDB: planted bugs, kill -9 at every step; then its README's walkthrough.
# Usage: test.sh [--help | vitest options]
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"
cd "$LAB/ticketmaster/tech-locking-and-transactions/dynamodb"

need dynamodb
unit "$@"
walkthrough
