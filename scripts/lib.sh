# Sourced by every run.sh and test.sh: dependencies and the Node runtime are there, and `need` gives running servers.
set -euo pipefail

# --help to any script that sources this: its own opening comment. Asked before anything is installed.
case "${1:-}" in -h | --help)
  sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0"
  exit 0
  ;;
esac

LAB=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '%s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

# Installs what package-lock.json names, once for each lockfile. Two terminals at once: the second waits for the first.
install_dependencies() {
  local installed="$LAB/node_modules/.installed-from.json" lock="$LAB/.lab/installing" waited=0
  cmp -s "$LAB/package-lock.json" "$installed" && return
  command -v npm >/dev/null || die 'npm is missing. Install Node 24 (https://nodejs.org) and try again.'
  mkdir -p "$LAB/.lab"
  until ln -s $$ "$lock" 2>/dev/null; do
    kill -0 "$(readlink "$lock")" 2>/dev/null || rm -f "$lock"
    [ $((waited += 1)) -le 600 ] || die "Another terminal has been installing for 10 minutes. If none is, remove $lock"
    sleep 1
  done
  trap 'rm -f "$LAB/.lab/installing"' EXIT
  if ! cmp -s "$LAB/package-lock.json" "$installed"; then
    say 'Installing the dependencies of package-lock.json (once, about a minute) ...'
    (cd "$LAB" && npm ci --ignore-scripts --no-audit --no-fund --no-progress --loglevel=error >&2) || die 'npm ci failed, see above.'
    cp "$LAB/package-lock.json" "$installed"
  fi
  rm -f "$lock"
  trap - EXIT
}

# On Linux the runtime is a package of the lockfile, wherever the system's own Node is older; elsewhere it must be the system's.
use_node_24() {
  export PATH="$LAB/node_modules/.bin:$PATH"
  node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 24 || (a == 24 && b >= 16) ? 0 : 1)' 2>/dev/null ||
    die "This lab needs Node 24.16 or newer and found $(node --version 2>&1). Install it (nvm install 24, brew install node@24, https://nodejs.org) and try again."
  export NODE_COMPILE_CACHE="${NODE_COMPILE_CACHE:-$LAB/.lab/compiled}" # a lesson's second start costs two thirds of the first
  export NODE_OPTIONS="${NODE_OPTIONS:-} --disable-warning=TimeoutNegativeWarning" # of kafkajs (tulios/kafkajs#1751), harmless
  export NODE_OPTIONS="$NODE_OPTIONS --disable-warning=ExperimentalWarning" # of pages whose types Node takes out
}

# need postgres redis-2 …: those servers run, and PG_URL, REDIS_URL_2 … are exported.
need() {
  local exports variable
  exports=$(node "$LAB/scripts/servers.ts" need "$@") || exit 1
  for variable in $(sed -n 's/^export \([A-Z0-9_]*\)=.*/\1/p' <<< "$exports"); do
    [ -n "${!variable:-}" ] || found+=" -u $variable"
  done
  eval "$exports"
}
found='' # env options that forget the URLs which were not given to us

# browser: a Chromium for the tests of a web page, whose path is exported as CHROMIUM_PATH.
browser() {
  CHROMIUM_PATH=$(node "$LAB/scripts/browser.ts") || exit 1
  export CHROMIUM_PATH
}

# programs NAME …: those are on this machine, and POSTGRES_BIN, REDIS_PATH, NGINX_PATH … say where, for who starts servers of their own.
programs() {
  local exports
  exports=$(node "$LAB/scripts/programs.ts" "$@") || exit 1
  eval "$exports"
}

# Of a test.sh `npm test` may run the tests and the README apart, side by side: LAB_PART names the one that is wanted.
wanted() { [ "${LAB_PART:-$1}" = "$1" ]; }

# unit [vitest options]: the tests of the folder we are in; their files share the modules that they load. Results also go to
# $LAB_RESULTS, where `npm test` adds them up; what a test itself runs writes none.
unit() {
  wanted unit || return 0
  env -u LAB_RESULTS -u LAB_PART vitest run --root "$PWD" --no-isolate --testTimeout=180000 --hookTimeout=180000 --expect.poll.timeout=30000 \
    ${LAB_RESULTS:+--reporter=default --reporter=json --outputFile.json="$LAB_RESULTS/unit.json"} "$@"
}

# walkthrough: runs README.md of the folder we are in as a test, in the environment of a reader, who has no URLs either.
walkthrough() {
  wanted walkthrough || return 0
  env $found node "$LAB/scripts/walkthrough.ts" README.md
}

install_dependencies
use_node_24
