# Shared by packaging/run and packaging/test: where things are, and what has to be installed.
# Sourced, not run.
# shellcheck shell=bash
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
jobs=$(nproc)

say() { printf '\n== %s\n' "$*"; }
die() { printf 'cellwise: %s\n' "$*" >&2; exit 1; }

# As root: directly, else through sudo.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    die "installing packages needs root: run this as root, or install sudo"
  fi
}

apt_get() { as_root env DEBIAN_FRONTEND=noninteractive apt-get --yes -o Dpkg::Use-Pty=0 "$@" </dev/null; }

# Package names, one a line, without comments.
dependencies() { sed -e 's/#.*//' -e 's/[[:space:]]//g' -e '/^$/d' "$root/packaging/dependencies.txt"; }

# Those of them that are there. nodejs and npm are where their commands are: Node.js's own Debian
# package brings both, and refuses Debian's npm beside it.
installed_dependencies() {
  # shellcheck disable=SC2016  # dpkg-query's own fields
  { dependencies | xargs dpkg-query -W -f='${db:Status-Status} ${Package}\n' 2>/dev/null || true; } |
    sed -n 's/^installed //p'
  if command -v node >/dev/null && command -v npm >/dev/null; then printf 'nodejs\nnpm\n'; fi
}

missing_dependencies() { comm -23 <(dependencies | sort -u) <(installed_dependencies | sort -u); }

install_dependencies() {
  command -v apt-get >/dev/null || die "this script is for Debian 12: apt-get is missing"
  local missing
  missing=$(missing_dependencies)
  if [ -z "$missing" ]; then
    say "all packages of packaging/dependencies.txt are installed"
  else
    # shellcheck disable=SC2086  # one word a package
    set -- $missing
    say "installing $# packages: $*"
    # The package lists of a fresh machine are empty, those of an old one out of date.
    apt-get install --simulate --no-install-recommends "$@" >/dev/null 2>&1 || apt_get update
    apt_get install --no-install-recommends "$@" || {
      apt_get update
      apt_get install --no-install-recommends "$@"
    }
    missing=$(missing_dependencies)
    [ -z "$missing" ] || die "still not installed: $missing"
  fi
  check_blas
}

# LibTorch calls whatever libblas.so.3 is the active alternative; the reference one is 20 times slower.
check_blas() {
  local active
  active=$(readlink -f /etc/alternatives/libblas.so.3-"$(gcc -print-multiarch)" 2>/dev/null || true)
  case $active in
    */libblas/*|*/blas/*)
      say "note: the slow reference BLAS is active ($active)"
      echo "Classifying takes about 20 times longer. To choose OpenBLAS:"
      echo "  update-alternatives --config libblas.so.3-$(gcc -print-multiarch)"
      ;;
  esac
}

# build FOLDER CMAKE_OPTIONS... -- TARGETS...
build() {
  local folder=$1 options=()
  shift
  while [ "$1" != "--" ]; do
    options+=("$1")
    shift
  done
  shift
  cmake -S "$root" -B "$folder" -G Ninja -DCMAKE_BUILD_TYPE=Release "${options[@]}" >"$folder.configure.log" 2>&1 ||
    { cat "$folder.configure.log" >&2; die "configuring failed"; }
  cmake --build "$folder" --parallel "$jobs" ${1:+--target "$@"}
}
