#!/usr/bin/env bash
# That check.sh finds what it is for: a tree that keeps every rule passes, one breach each is found.
set -euo pipefail
check=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/check.sh
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failed=0

fresh() {
  rm -rf "$folder/tree"
  mkdir -p "$folder/tree"/{engine/{nn,training,inference,casebook,decision},ui/gallery,app/cli,tests/nn}
  cd "$folder/tree"
  echo '#include <torch/torch.h>' >engine/nn/network.h
  echo '#include "nn/network.h"' >engine/training/trainer.cpp
  echo '#include "nn/network.h"' >tests/nn/test.cpp
  echo '#include "nn/fixture.h"' >app/cli/info.cpp
  echo '#include <string>' >engine/nn/fixture.h
  echo '#include <QSqlQuery>' >engine/casebook/database.cpp
  echo '#include <QWidget>' >ui/gallery/page.h
  echo '#include <opencv2/core.hpp>' >engine/decision/x.h
}

fresh
"$check" . >"$folder/out" || { echo "a tree that keeps the rules is refused:"; cat "$folder/out"; failed=1; }

# expect RULE FILE LINE
expect() {
  fresh
  mkdir -p "$(dirname "$2")"
  printf '%s\n' "$3" >>"$2"
  if "$check" . >"$folder/out" || ! grep -qF "$1: $2:" "$folder/out"; then
    echo "not found: $1: $2: $3"
    failed=1
  fi
}
expect 'torch outside nn, training, inference' engine/decision/score.cpp '#include <torch/torch.h>'
expect 'torch outside nn, training, inference' engine/training/trainer.h '#include <torch/torch.h>'
expect 'torch outside nn, training, inference' ui/gallery/page.cpp '#  include <ATen/ATen.h>'
expect 'torch header of nn outside nn, training, inference' engine/inference/classifier.h '#include "nn/network.h"'
expect 'torch header of nn outside nn, training, inference' app/cli/info.cpp '#include "nn/network.h"'
expect 'nn/fixture.h is for users without torch' engine/nn/fixture.h '#include "nn/network.h"'
expect 'Widgets in engine' engine/decision/score.cpp '#include <QWidget>'
expect 'Widgets in engine' engine/decision/CMakeLists.txt 'cellwise_module(decision PUBLIC Qt6::Widgets)'
expect 'ui in engine' engine/decision/score.cpp '#include "gallery/page.h"'
expect 'ui in engine' engine/decision/CMakeLists.txt 'cellwise_module(decision PUBLIC cellwise_gallery)'
expect 'all of OpenCV, or its windows' engine/decision/score.cpp '#include <opencv2/opencv.hpp>'
expect 'all of OpenCV, or its windows' app/cli/main.cpp '#include <opencv2/highgui.hpp>'
expect 'SQL outside casebook' ui/gallery/page.cpp '#include <QSqlQuery>'
expect 'SQL outside casebook' engine/decision/score.cpp '  query("SELECT id FROM cell");'
expect 'semicolon in the name of a test, which CTest would never run' tests/nn/test.cpp 'TEST_CASE("one; two") {'
expect 'path of one machine' engine/decision/score.cpp 'const char* file = "/home/ada/cells";'
[ "$failed" -eq 0 ] && echo "every rule holds"
exit "$failed"
