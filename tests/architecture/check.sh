#!/usr/bin/env bash
# Who may know whom, checked on the sources: check.sh ROOT
# Prints each breach as "rule: file:line: text" and ends with 1, or says that there is none.
# The build keeps most of this already (a module sees only the headers of those it links); this catches
# what a careless link line would let through.
set -uo pipefail
cd "$1" || exit 2
breaches=0

# breach RULE: every line of standard input is one.
breach() {
  local line
  while IFS= read -r line; do
    [ -z "$line" ] && continue
    printf '%s: %s\n' "$1" "$line"
    breaches=$((breaches + 1))
  done
}

# search PATTERN PATH...: of the sources and build files below the paths that are there.
search() {
  local pattern=$1 paths=() path
  shift
  for path in "$@"; do [ -e "$path" ] && paths+=("$path"); done
  [ ${#paths[@]} -eq 0 ] && return 0
  grep -rnHE --include='*.h' --include='*.cpp' --include='CMakeLists.txt' --include='*.cmake' \
    "$pattern" "${paths[@]}" || true
}

include='^[[:space:]]*#[[:space:]]*include[[:space:]]*'
torch="${include}[<\"](torch|ATen|c10|caffe2)/"

# torch stays in nn and in the .cpp files of training and inference; tests of these may see it.
breach 'torch outside nn, training, inference' < <(
  search "$torch" engine ui app tests |
    grep -vE '^engine/nn/|^engine/(training|inference)/[^:]*\.cpp:|^tests/(nn|training|inference|benchmarks)/|^tests/catch_torch\.h:|^tests/tiny_model\.cpp:')
breach 'torch header of nn outside nn, training, inference' < <(
  search "$include\"nn/" engine ui app tests | grep -v '"nn/fixture.h"' |
    grep -vE '^engine/nn/|^engine/(training|inference)/[^:]*\.cpp:|^tests/(nn|training|inference|benchmarks)/|^tests/tiny_model\.cpp:')
breach 'nn/fixture.h is for users without torch' < <(
  search "$torch|$include\"nn/" engine/nn/fixture.h)

# engine knows no window.
breach 'Widgets in engine' < <(
  search "$include<(QtWidgets/|QtPrintSupport/|Q(Application|Widget|Dialog|MainWindow|Label|Action|PushButton|MessageBox|Printer)>)" engine
  search 'Qt6::(Widgets|PrintSupport|Svg|Test)' engine)
folders=$(find ui -mindepth 1 -maxdepth 1 -type d -printf '%f\n' 2>/dev/null | paste -sd'|')
breach 'ui in engine' < <(
  search "$include\"(ui/|app/${folders:+|($folders)/})" engine
  search "cellwise_(${folders:-none})\\b" engine)
breach 'app in ui or engine' < <(search "$include\"(\\.\\./)+app/" engine ui)

# OpenCV brings a window system of its own when it is asked for everything.
breach 'all of OpenCV, or its windows' < <(
  search "${include}[<\"]opencv2/(opencv|highgui)[./]|opencv_highgui|COMPONENTS.*highgui" engine ui app tests cmake)

# SQL is the casebook's.
breach 'SQL outside casebook' < <(
  search "$include<(QSql|QtSql|sqlite3)|\"[[:space:]]*(SELECT .* FROM|INSERT (OR [A-Z]+ )?INTO|UPDATE .* SET|DELETE FROM|CREATE (TABLE|INDEX|TRIGGER)|PRAGMA )" engine ui app |
    grep -v '^engine/casebook/'
  search 'Qt6::Sql|PkgConfig::sqlite3' engine ui app | grep -v '^engine/casebook/')

# CMake takes it for two names, and Catch2 passes where no test has the name.
breach 'semicolon in the name of a test, which CTest would never run' < <(
  search 'TEST_CASE\("[^"]*;' tests | grep -v '^tests/architecture/')

# Paths of somebody's machine.
breach 'path of one machine' < <(
  for path in app engine ui tests cmake packaging docs resources translations .ci README.md CONTRIBUTING.md CMakeLists.txt; do
    [ -e "$path" ] && grep -rnIE '(^|[^A-Za-z0-9_.])/(work|root|home/[a-z]+)/' "$path"
  done | grep -v '^tests/architecture/')

if [ "$breaches" -gt 0 ]; then
  printf '%d breaches\n' "$breaches"
  exit 1
fi
echo "no breach"
