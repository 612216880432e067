#!/usr/bin/env bash
# The lab's own tools: house rules, docs checks, how READMEs and tests are run. Needs no server; servers/test.sh tests those.
# Usage: test.sh [--help | vitest options]
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$LAB/scripts"

unit --exclude 'servers/**' --no-isolate "$@" # else each file loads the same modules anew
