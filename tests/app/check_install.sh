#!/usr/bin/env bash
# The installed program finds what it needs where it lies; the Debian package holds it whole.
#   check_install.sh BUILD-FOLDER VERSION
set -euo pipefail
build=$1 version=$2
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT

try() { # the program: from a folder without a source tree or a home in sight
  (
    cd /
    unset EMBEDSCOPE_RESOURCES
    [ "$("$1" --version)" = "embedscope $version" ]
    "$1" similar --text "I like cats." --text "Cats are adorable!" | grep ' 0\.597 ' >/dev/null
    "$1" plot "$2/share/embedscope/samples/cats.txt" -o "$place/cats.png" --size 400x300 --quiet
    test -s "$place/cats.png"
  )
}
cmake --install "$build" --prefix "$place/prefix" >/dev/null
try "$place/prefix/bin/embedscope" "$place/prefix"
if command -v strace >/dev/null && strace -o /dev/null true 2>/dev/null; then
  # What it opens is what was installed, not the tree that it was built from.
  strace -f -e trace=openat -o "$place/opened" "$place/prefix/bin/embedscope" similar --text a --text b >/dev/null
  grep -q "prefix/share/embedscope/models" "$place/opened"
fi

desktop-file-validate "$place/prefix/share/applications/"*.desktop
xmllint --noout "$place/prefix/share/icons/hicolor/scalable/apps/"*.svg

(cd "$build" && cpack -G DEB -B "$place/deb" >"$place/cpack.log" 2>&1) || { tail "$place/cpack.log"; exit 1; }
deb=$(echo "$place"/deb/*.deb)
dpkg-deb --field "$deb" Depends | grep libqt6core >/dev/null
dpkg-deb --field "$deb" Depends | grep fonts-inter >/dev/null
dpkg-deb --extract "$deb" "$place/root"
try "$place/root/usr/bin/embedscope" "$place/root/usr"
if command -v lintian >/dev/null; then lintian --no-cfg --allow-root --fail-on error "$deb" >"$place/lintian.log" || { cat "$place/lintian.log"; exit 1; }; fi
echo "installed and packaged: $(basename "$deb")"
