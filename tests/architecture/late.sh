#!/usr/bin/env bash
# late.sh PROGRAM: it is not linked with LibTorch, neither itself nor by what it is linked with. Loading that takes
# half a second, in which no window shows.
set -euo pipefail
if linked=$(ldd "$1" | grep -E 'libtorch|libc10'); then
  printf '%s is linked with LibTorch:\n%s\n' "$1" "$linked"
  exit 1
fi
echo "not linked with LibTorch"
