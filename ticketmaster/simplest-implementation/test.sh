#!/usr/bin/env bash
# All promises of the simplest Ticketmaster on a real PostgreSQL, then its README's walkthrough.
# Usage: test.sh [--help | vitest options]
source "$(dirname "${BASH_SOURCE[0]}")/../../scripts/lib.sh"
cd "$LAB/ticketmaster/simplest-implementation"

need postgres
unit "$@"
walkthrough
