#!/usr/bin/env bash
# bindings.sh PROGRAM ARGUMENT...
# Debian's LibTorch pulls OpenCV's windows and with them Qt 5 into the process, beside our Qt 6. That is
# sound only while no symbol is bound across: the loader is asked to bind all and to tell each binding. The program
# is to load LibTorch, late, in what the arguments have it do.
set -euo pipefail
program=$1
shift
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

QT_QPA_PLATFORM=offscreen LD_BIND_NOW=1 LD_DEBUG=bindings LD_DEBUG_OUTPUT="$folder/bindings" \
  "$program" "$@" >/dev/null

# "  12:  binding file FROM [0] to TO [0]: normal symbol `NAME' [VERSION]"
cat "$folder"/bindings.* | awk -v program="$program" '
  function base(path) { sub(/.*\//, "", path); return path }
  $2 == "binding" && $3 == "file" {
    from = base($4); to = base($7)
    ours = from == base(program) || from ~ /^libQt6/ || from ~ /qcustomplot.*qt6/
    if (ours && to ~ /^libQt6/) ++ qt6
    if (to ~ /^libtorch/) ++ torch
    if ((ours && to ~ /^libQt5/) || (from ~ /^libQt5/ && to ~ /^libQt6/)) { print; ++ crossed }
  }
  END {
    printf "%s: %d bindings into Qt 6, %d between it and Qt 5\n", base(program), qt6, crossed
    if (!torch) print "LibTorch was not loaded"
    exit crossed > 0 || qt6 == 0 || torch == 0
  }'
