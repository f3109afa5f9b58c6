# For app/run and tests/run, which source it: one line a step, packages, and builds whose talk goes to build/logs.
# Sets `top`, the project's folder. Nothing here reads standard input.

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
logs=$top/build/logs
mkdir -p "$logs"
export CMAKE_COLOR_DIAGNOSTICS=OFF CLICOLOR=0

say() { printf '%s\n' "$*" >&2; }

# The line for the terminal, the log's name, the command: its talk goes to the log, whose end is shown if it fails.
step() {
  local line=$1 log=$logs/$2.log started=$SECONDS
  shift 2
  say "$line (log: build/logs/$(basename "$log"))"
  if "$@" >"$log" 2>&1 </dev/null; then
    [ $((SECONDS - started)) -lt 5 ] || say "  done in $((SECONDS - started)) s"
  else
    local status=$?
    say "  failed after $((SECONDS - started)) s; the end of build/logs/$(basename "$log"):"
    # A compiler's first complaint is worth more than the lines after it.
    grep -n -m 5 -E 'error:|Error |FAILED:|^E: ' "$log" >&2 || true
    tail -n 15 "$log" >&2
    return $status
  fi
}

# The names of a section's packages that are not installed.
missing_packages() {
  local names
  names=$(awk -v sections="$*" 'BEGIN { n = split(sections, list, " "); for (i = 1; i <= n; ++i) wanted[list[i]] = 1 }
    !/^#/ && NF == 2 && ($1 in wanted) { print $2 }' "$top/packaging/debian-packages.txt")
  # shellcheck disable=SC2086
  { dpkg-query -W -f '${Package} ${db:Status-Status}\n' $names 2>/dev/null || true; printf '%s\n' $names; } |
    awk 'NF == 2 { if ($2 == "installed") have[$1] = 1; next } !($1 in have)'
}

apt_install() {
  local sudo=()
  [ "$(id -u)" = 0 ] || sudo=(sudo -n)
  if [ ${#sudo[@]} -gt 0 ] && ! command -v sudo >/dev/null; then
    echo "E: not root, and there is no sudo"
    return 1
  fi
  # Lists that cannot be refreshed may still serve.
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 update || true
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 \
    -o Dpkg::Options::=--force-confold install -y --no-install-recommends "$@"
}

# Installs what is missing of the given sections of packaging/debian-packages.txt; silent when nothing is.
need_packages() {
  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    say "This is no Debian: taking the packages of packaging/debian-packages.txt as installed."
    return 0
  fi
  local missing
  missing=$(missing_packages "$@")
  [ -n "$missing" ] || return 0
  # A password can be asked for only here, where somebody may be there to type it.
  if [ "$(id -u)" != 0 ] && command -v sudo >/dev/null && ! sudo -n true 2>/dev/null && [ -t 0 ]; then sudo -v || true; fi
  # shellcheck disable=SC2086
  step "Installing $(echo $missing | wc -w) Debian packages" install apt_install $missing || {
    say "Install these, then try again: $(echo $missing)"
    return 1
  }
}

# Configures a preset if it never was, or if its cache belongs to another place (a copied folder).
configure() {
  local preset=$1 cache=$top/build/$1/CMakeCache.txt
  if [ -f "$cache" ] && ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$top" "$cache"; then rm -rf "${top:?}/build/$preset"; fi
  if [ -f "$cache" ] && [ -f "$top/build/$preset/build.ninja" ]; then return 0; fi
  (cd "$top" && cmake --preset "$preset")
}

# Builds targets of a preset (all of them if none is named).
build() {
  local preset=$1
  shift
  configure "$preset" && (cd "$top" && cmake --build --preset "$preset" ${1:+--target "$@"})
}
