#!/usr/bin/env bash
# The ways to read, twenty experiments with predicted outcomes, planted bugs, nodes that are killed; then its README's walkthrough.
# Usage: test.sh [--help | vitest options]
source "$(dirname "${BASH_SOURCE[0]}")/../../scripts/lib.sh"
cd "$LAB/ticketmaster/tech-caching-hotkeys"

need postgres redis-cluster
unit --no-file-parallelism --exclude 'tiers/**' "$@" # one after the other: some kill nodes of the cluster that all use
walkthrough
