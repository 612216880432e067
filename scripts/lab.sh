#!/usr/bin/env bash
# lab.sh start | test | bench NAME | servers …: the commands behind `npm start`, `npm test` and their sisters.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
verb=${1:-}
[ -f "$LAB/scripts/$verb.ts" ] || die "lab.sh: no command '$verb'"
shift
exec node "$LAB/scripts/$verb.ts" "$@"
