#!/usr/bin/env bash
# No committed file names a place that exists on one machine only: somebody's home, a checkout, a private mirror.
#   check_committed.sh TREE
set -euo pipefail
cd "$1"
if ! git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
  echo "not a git checkout: nothing is committed here"
  exit 0
fi
export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='*'
bad=0
report() { printf '%s\n' "$1"; printf '%s\n' "$2"; bad=1; }

# Where checkouts and homes live; a path follows. Not inside a URL or a longer path.
places='(^|[^A-Za-z0-9._/%~-])/(home|root|Users|work|workspace|builds)/[A-Za-z0-9._-]+'
hits=$(git grep -nIE -e "$places" -- . ':!tests/boundaries/check_committed.sh' ':!tests/reference' |
  grep -vE '/home/someone' || true) # the person of our tests
[ -z "$hits" ] || report "These name a path of one machine:" "$hits"

top=$(pwd -P)
case $top in
  /*/*) hits=$(git grep -nIF -e "$top/" -- . || true)
        [ -z "$hits" ] || report "These name this checkout:" "$hits" ;;
esac

# The hosts this machine takes its packages from, save the public ones.
hosts=$({
  grep -rhoE 'https?://[^/ "]+' /etc/apt/sources.list /etc/apt/sources.list.d /etc/apt/apt.conf.d /etc/pip.conf \
    "${HOME:-/nonexistent}/.config/pip" "${HOME:-/nonexistent}/.pip" 2>/dev/null || true
  env | grep -E '^(PIP_|UV_|NPM_|GOPROXY|http_proxy|https_proxy)' | grep -oE 'https?://[^/ ,"]+' || true
} | sed -E 's|^https?://||; s|^[^@]*@||; s|:[0-9]+$||' | LC_ALL=C sort -u |
  grep -vE '(^|\.)(debian\.org|pypi\.org|pythonhosted\.org|npmjs\.org|golang\.org|github\.com|gitlab\.com|localhost|postgresql\.org)$|^127\.|^$' || true)
for host in $hosts; do
  hits=$(git grep -nIF -e "$host" -- . || true)
  [ -z "$hits" ] || report "These name a package mirror:" "$hits"
done
exit $bad
