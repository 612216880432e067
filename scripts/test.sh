#!/usr/bin/env bash
# The lab's own tools: house rules, docs checks, how READMEs and tests are run. Needs no server; servers, composition, exercises and the page in a
# browser have tests of their own.
# Usage: test.sh [--help | vitest options]
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$LAB/scripts"

unit --exclude 'servers/**' --exclude 'composition/**' --exclude 'exercises/**' --exclude 'lab/in-chromium/**' "$@"
