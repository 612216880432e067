#!/usr/bin/env bash
# What could not be done: prints a JSON line for each, or has its job done anew.  Usage: dead-letters.sh [list | replay OFFSET … | replay all | --help]
source "$(dirname "${BASH_SOURCE[0]}")/../../scripts/lib.sh"

need kafka
exec node "$LAB/ticketmaster/batch-pipeline/dead-letters.ts" "$@"
