#!/usr/bin/env bash
# Reads what Cellwise writes with parsers from the npm registry: check.sh FOLDER_IN_BUILD TEST_PROGRAM
# Ends with 77 (skipped, with the reason) where these cannot be had.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=$1 program=$2
skip() { echo "skipped: $*"; exit 77; }
command -v node >/dev/null || skip "there is no node"
command -v npm >/dev/null || skip "there is no npm"

mkdir -p "$folder" || exit 1
# Installed again only when the lock file is another.
if ! cmp -s "$here/package-lock.json" "$folder/installed-lock.json"; then
  cp "$here/package.json" "$here/package-lock.json" "$folder/" || exit 1
  if ! (cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund --fetch-retries 1 --fetch-timeout 20000) \
      >"$folder/npm.log" 2>&1; then
    # A registry that answers but lacks a package, or a lock file that does not fit, is a failure.
    if grep -qE 'ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|FETCH_ERROR|network' "$folder/npm.log"; then
      skip "npm does not reach its registry: $(grep -m1 -oE 'E[A-Z_]{5,}' "$folder/npm.log")"
    fi
    cat "$folder/npm.log"
    exit 1
  fi
  cp "$here/package-lock.json" "$folder/installed-lock.json" || exit 1
fi
cp "$here/check.js" "$folder/check.js" || exit 1

samples=$folder/samples
rm -rf "$samples" && mkdir -p "$samples" || exit 1
CELLWISE_EXCHANGE_SAMPLES=$samples "$program" '[samples]' || exit 1
node "$folder/check.js" "$samples"
