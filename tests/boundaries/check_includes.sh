#!/usr/bin/env bash
# Holds every #include of a source tree to the table of rooms.
#   check_includes.sh TREE ROOMS.TXT [FOLDER OF QT'S HEADERS]
# Prints file:line and what is wrong; exit status 1 if anything is. Qt's folder tells which module a Qt header is of.
set -euo pipefail
tree=$1 table=$(readlink -f "$2") qt=${3:-}
cd "$tree"

mapfile -t files < <(find core ui app tests/core -type f \( -name '*.h' -o -name '*.cpp' \) 2>/dev/null | LC_ALL=C sort)
[ ${#files[@]} -gt 0 ] || { echo "$tree: no sources found"; exit 1; }

LC_ALL=C awk -v qt="$qt" '
function exists(path,   line, found) {
  if (path in known) return known[path]
  found = (getline line < path) >= 0
  close(path)
  return known[path] = found
}
function libraryOf(name,   module, i, modules) {
  if (name ~ /^Eigen\//) return "Eigen"
  if (name ~ /^(oneapi\/)?dnnl/) return "oneDNN"
  if (name ~ /^sqlite3/) return "sqlite3"
  if (name ~ /^nlohmann\//) return "nlohmann"
  if (name ~ /^curl\//) return "curl"
  if (name ~ /^CLI\//) return "CLI11"
  if (name ~ /^qt6keychain\//) return "qtkeychain"
  if (name ~ /^Qt[A-Z][A-Za-z]*\//) { sub(/\/.*/, "", name); return name }
  if (name ~ /^Qt[A-Z][A-Za-z]*$/ || name ~ /^Q[A-Z]/ || name ~ /^q[a-z]+\.h$/) {
    if (qt == "") return "QtCore"
    split("QtCore QtGui QtWidgets QtSvg QtTest QtNetwork QtSql QtConcurrent QtXml QtDBus QtPrintSupport QtOpenGL", modules, " ")
    for (i = 1; i in modules; ++i) if (exists(qt "/" modules[i] "/" name)) return modules[i]
    return "Qt of an unknown module"
  }
  # Standard C++ headers have no dot; these are of C, POSIX, Linux and the compiler.
  if (name ~ /^[a-z0-9_]+$/) return ""
  if (name ~ /^(sys|linux|netinet|arpa|sanitizer)\/[a-z0-9_]+\.h$/) return ""
  if (name ~ /^(unistd|fcntl|pthread|sched|signal|stdio|stdlib|string|errno|dirent|poll|pwd|locale|float|omp|netdb|dlfcn)\.h$/) return ""
  if (name ~ /^([a-z]mmintrin|cpuid|x86intrin|arm_neon)\.h$/) return ""
  return "unknown library of <" name ">"
}
function reachable(from, to,   i, n, list) {
  if (from == to) return 1
  if ((from, to) in reach) return reach[from, to]
  reach[from, to] = 0
  n = split(rooms[from], list, " ")
  for (i = 1; i <= n; ++i) if (reachable(list[i], to)) return reach[from, to] = 1
  return 0
}
function roomOf(path,   best, room) {
  best = ""
  for (room in rooms) if (index(path, room "/") == 1 && length(room) > length(best)) best = room
  return best
}
function complain(text) { printf "%s:%d: %s\n", FILENAME, FNR, text; bad = 1 }
FILENAME == ARGV[1] {
  if ($0 ~ /^#/ || NF < 3) next
  may = ""; outside = ""
  for (i = 2; i <= NF; ++i)
    if ($i ~ /^(core|ui)\//) may = may " " $i; else if ($i != "-") outside = outside " " $i
  rooms[$1] = may
  libraries[$1] = outside " "
  next
}
FNR == 1 {
  room = roomOf(FILENAME)
  if (room == "" && FILENAME !~ /\/pch/) complain("is in no room of the table")
}
/^[ \t]*#[ \t]*include[ \t]*"/ {
  match($0, /"[^"]*"/); name = substr($0, RSTART + 1, RLENGTH - 2)
  if (name ~ /\.moc$/ || name ~ /\/moc_/ || name ~ /^generated\//) next
  beside = FILENAME; sub(/[^\/]*$/, "", beside)
  if (FILENAME ~ /^tests\// && exists(beside name)) next # a helper of tests lies beside them
  if (!exists(name)) { complain("\"" name "\" is not a path from the top of the project"); next }
  target = roomOf(name)
  if (name ~ /^tests\// && FILENAME ~ /^tests\//) next
  if (target == "") complain(room " includes " name ", which is in no room")
  else if (!reachable(room, target)) complain(room " must not include " target " (" name ")")
}
/^[ \t]*#[ \t]*include[ \t]*</ {
  match($0, /<[^>]*>/); name = substr($0, RSTART + 1, RLENGTH - 2)
  # Inline functions of the standard library, compiled for one instruction set, could be linked for all.
  if (FILENAME ~ /_body\.h$|_lanes\.h$|\/cpu_vector\.h$|_(baseline|avx2|avx512|vnni256|vnni512)\.cpp$/ &&
      FILENAME ~ /^core\// && name !~ /^(cstddef|cstdint|[a-z]mmintrin\.h)$/)
    complain("a kernel source must not include <" name ">")
  library = libraryOf(name)
  if (library != "" && index(libraries[room], " " library " ") == 0) complain(room " must not use " library " (<" name ">)")
}
END { exit bad }
' "$table" "${files[@]}"
