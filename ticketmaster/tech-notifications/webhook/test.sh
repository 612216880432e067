#!/usr/bin/env bash
# All promises of webhooks on a real PostgreSQL, misbehaving receivers, an oracle for the signatures, kill -9; then its README's walkthrough.
# Usage: test.sh [--help | vitest options]
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"
cd "$LAB/ticketmaster/tech-notifications/webhook"

need postgres
unit --no-file-parallelism "$@"
walkthrough
