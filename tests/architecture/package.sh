#!/usr/bin/env bash
# package.sh FOLDER: the desktop entry and the metainfo are what desktops and software centres accept.
# Ends with 77 (skipped) where neither tool is there.
set -euo pipefail
ran=0
if command -v desktop-file-validate >/dev/null; then
  desktop-file-validate "$1/cellwise.desktop"
  ran=1
fi
if command -v appstreamcli >/dev/null; then
  appstreamcli validate --no-net "$1/org.cellwise.Cellwise.metainfo.xml"
  ran=1
fi
[ "$ran" -eq 1 ] || exit 77
