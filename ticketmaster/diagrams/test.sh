#!/usr/bin/env bash
# What drawings of an architecture are made of: paths, arrows, texts, icons. The drawings themselves are tested where they are.
# Usage: test.sh [--help | vitest options]
source "$(dirname "${BASH_SOURCE[0]}")/../../scripts/lib.sh"
cd "$LAB/ticketmaster/diagrams"

unit "$@"
