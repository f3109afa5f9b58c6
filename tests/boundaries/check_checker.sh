#!/usr/bin/env bash
# The include check must catch what it is for: each planted violation alone, and nothing in a clean tree.
#   check_checker.sh FOLDER-OF-THIS-SCRIPT FOLDER-OF-QT'S-HEADERS
set -euo pipefail
here=$(cd "$1" && pwd) qt=${2:-}
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
failures=0

plant() { # path, line: a clean tree with one file of one line more
  rm -rf "${tree:?}"/*
  mkdir -p "$tree"/core/{base,analyse,scene,io} "$tree"/ui/{render,widgets} "$tree/tests/core/base" "$tree/app"
  printf '#include <vector>\n' >"$tree/core/base/matrix.h"
  printf '#include "core/base/matrix.h"\n#include <Eigen/Core>\n' >"$tree/core/analyse/pca.h"
  printf '#include "core/base/matrix.h"\n' >"$tree/core/scene/scene.h"
  printf '#include <nlohmann/json.hpp>\n' >"$tree/core/io/table.h"
  printf '#include "core/scene/scene.h"\n#include <QPainter>\n' >"$tree/ui/render/paint.h"
  printf '#include <QWidget>\n' >"$tree/ui/widgets/map.h"
  [ -z "${1:-}" ] || { mkdir -p "$(dirname "$tree/$1")"; printf "%s\n" "$2" >"$tree/$1"; }
}
expect() { # caught | clean, path, line
  plant "$2" "$3"
  local seen=clean
  "$here/check_includes.sh" "$tree" "$here/rooms.txt" "$qt" >"$tree/out" 2>&1 || seen=caught
  if [ "$seen" != "$1" ] || { [ "$1" = caught ] && ! grep -q "^$2:" "$tree/out"; }; then
    echo "expected $1 for '$3' in $2, got $seen:"; cat "$tree/out"; failures=$((failures + 1))
  fi
}

expect clean '' ''
expect clean core/scene/x.cpp '#include "core/analyse/pca.h"'
expect clean app/x.cpp '#include <CLI/CLI.hpp>'
expect clean tests/core/base/tst_x.cpp '#include <QTest>'
expect caught core/base/x.cpp '#include <QString>'
expect caught core/base/x.cpp '#  include <QtCore/QString>'
expect caught core/base/x.h '#include "core/scene/scene.h"'
expect caught core/analyse/x.h '#include "core/scene/scene.h"'
expect caught core/analyse/x.h '#include <nlohmann/json.hpp>'
expect caught core/scene/x.h '#include "ui/render/paint.h"'
expect caught core/io/x.h '#include <curl/curl.h>'
expect caught core/io/x.h '#include "table.h"'
expect caught core/io/x.h '#include <boost/asio.hpp>'
expect caught core/new_room/x.h '#include <vector>'
expect caught app/x.cpp '#include <QSqlDatabase>'
expect clean core/base/x_kernels_body.h '#include <cstdint>'
expect caught core/base/x_kernels_body.h '#include <algorithm>'
expect caught core/base/x_kernels_avx512.cpp '#include <cmath>'
if [ -n "$qt" ]; then
  expect caught ui/render/x.h '#include <QWidget>'
  expect caught tests/core/base/tst_x.cpp '#include <QGuiApplication>'
fi
[ "$failures" = 0 ]
