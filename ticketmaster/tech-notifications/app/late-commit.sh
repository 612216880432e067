#!/usr/bin/env bash
# Two transactions are numbered, and the later number commits first: what does a reader with a cursor see?  Usage: late-commit.sh
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"

need postgres
exec node "$LAB/ticketmaster/tech-notifications/app/late-commit.ts"
