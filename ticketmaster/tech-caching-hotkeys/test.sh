#!/usr/bin/env bash
# The ways to read, twenty experiments with predicted outcomes, planted bugs, nodes that are killed; then its README's walkthrough.
# Usage: test.sh [--help | vitest options]
source "$(dirname "${BASH_SOURCE[0]}")/../../scripts/lib.sh"
cd "$LAB/ticketmaster/tech-caching-hotkeys"

need postgres redis-cluster
unit --exclude 'tiers/**' "$@"
walkthrough
