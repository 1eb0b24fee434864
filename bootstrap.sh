#!/usr/bin/env bash
# Installs what is missing, builds, and runs the main job; with --test, builds everything and runs all tests.
# What is already there is left alone, so a second call neither downloads nor rebuilds anything.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")"

readonly build_dir=build/release
readonly main_job=(run deepseek-v3-h800)
# The exit codes of this script; the main job's own codes pass through.
readonly failed_tests=1 wrong_usage=2 cannot_install=10 cannot_configure=11 cannot_build=12

usage() {
  cat <<'TEXT'
usage: ./bootstrap.sh [--test] [--no-install] [--no-run] [-j N]

Without an option: installs missing packages with apt-get, builds build/release/trainyard and runs
  build/release/trainyard run deepseek-v3-h800

  --test        builds the program and all tests, warnings as errors, and runs the tests
  --no-install  never calls apt-get; missing packages are named and the build is tried
  --no-run      builds the program and stops there
  -j N          N compilers and tests at a time (default: one per processor)
  -h, --help    this text

Exit codes: 0 done, 1 a test failed, 2 wrong usage, 10 packages missing and not installable, 11 CMake cannot
configure, 12 the build failed; the codes of the program itself (1 to 4) pass through.
Tested on Debian 12; written for Ubuntu 22.04 and 24.04 too. CXX, when set, names the compiler.
TEXT
}

say() { printf 'bootstrap: %s\n' "$*" >&2; }

fail() {
  local code=$1
  shift
  say "error: $*"
  exit "$code"
}

# --- packages --------------------------------------------------------------------------------------------

# The compiler package: g++ where it is new enough (Debian 12 has 12), else g++-12 beside it (Ubuntu 22.04).
compiler_package() {
  local candidate major
  candidate=$(apt-cache policy g++ 2>/dev/null | sed -n 's/^ *Candidate: *//p')
  major=${candidate#*:}
  major=${major%%.*}
  if [[ $major =~ ^[0-9]+$ ]] && ((major < 12)); then echo g++-12; else echo g++; fi
}

is_installed() { [[ $(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]; }

has_candidate() {
  local candidate
  candidate=$(apt-cache policy "$1" 2>/dev/null | sed -n 's/^ *Candidate: *//p')
  [[ -n $candidate && $candidate != "(none)" ]]
}

# Prints the packages that are not there, one per line. Boost.Program_options brings all headers of Boost along.
missing_packages() {
  local package
  if [[ -z ${CXX:-} ]] && ! compiler_is_there; then compiler_package; fi
  for package in cmake ninja-build ccache libboost-program-options-dev libeigen3-dev libfmt-dev \
    nlohmann-json3-dev zlib1g-dev libsqlite3-dev libxlsxwriter-dev coinor-libcbc-dev pkg-config librsvg2-dev \
    fonts-dejavu-core qt6-base-dev qt6-l10n-tools libgtest-dev libgmock-dev libbenchmark-dev xvfb xauth; do
    is_installed "$package" || echo "$package"
  done
}

gxx_major() { "$1" -dumpversion 2>/dev/null | cut -d. -f1; }

# A g++ of 12 or newer, under its plain name or as g++-12.
compiler_is_there() {
  local major
  command -v g++-12 >/dev/null && return 0
  major=$(gxx_major g++) || return 1
  [[ -n $major ]] && ((major >= 12))
}

as_root() {
  if ((EUID == 0)); then "$@"; else sudo "$@"; fi
}

install_packages() {
  local missing package log
  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    say "this is no Debian or Ubuntu: nothing is installed here; README.md lists what the build needs"
    return
  fi
  mapfile -t missing < <(missing_packages)
  ((${#missing[@]} == 0)) && return
  if [[ $install == no ]]; then
    say "not installed: ${missing[*]}"
    return
  fi
  if ((EUID != 0)) && ! command -v sudo >/dev/null; then
    fail $cannot_install "packages are missing and neither root nor sudo is at hand; as root: apt-get install ${missing[*]}"
  fi
  say "installing ${missing[*]}"
  log=$(mktemp)
  if ! as_root apt-get update -q >"$log" 2>&1; then
    say "apt-get update failed; trying with the package lists that are there"
    tail -n 5 "$log" >&2
  fi
  # With fresh lists the compiler's version may read differently.
  mapfile -t missing < <(missing_packages)
  for package in "${missing[@]}"; do
    has_candidate "$package" ||
      fail $cannot_install "apt knows no package $package (see $log); on Ubuntu enable the component universe"
  done
  if ! as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
    "${missing[@]}" >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    fail $cannot_install "apt-get install ${missing[*]} failed; the whole output is in $log"
  fi
  rm -f "$log"
}

# --- build -----------------------------------------------------------------------------------------------

choose_compiler() {
  local major
  [[ -n ${CXX:-} ]] && return
  major=$(gxx_major g++ || true)
  if [[ -z $major ]] || ((major < 12)); then
    command -v g++-12 >/dev/null ||
      fail $cannot_configure "no C++20 compiler: g++ 12 or newer is needed, found ${major:-none}; set CXX to name another"
    export CXX=g++-12
  fi
}

# Warnings stop the build under test, and always with GCC 12, which the sources are kept clean for: one
# directory then serves both ways of calling. A newer compiler may know newer warnings.
configure() {
  local warnings=OFF log=build/configure.log
  if [[ $mode == test || $(gxx_major "${CXX:-g++}") == 12 ]]; then warnings=ON; fi
  if [[ -f $build_dir/build.ninja ]] && { [[ $warnings == OFF ]] ||
    grep -q '^TRAINYARD_WARNINGS_AS_ERRORS:[A-Z]*=ON$' "$build_dir/CMakeCache.txt"; }; then
    return # Ninja runs CMake again when a list of files or a CMakeLists.txt changed
  fi
  mkdir -p build
  say "configuring $build_dir"
  if ! cmake --preset release -DTRAINYARD_WARNINGS_AS_ERRORS=$warnings >"$log" 2>&1; then
    tail -n 30 "$log" >&2
    fail $cannot_configure "CMake could not configure; the whole output is in $log (a $build_dir of another source tree or compiler is best deleted)"
  fi
}

build() {
  say "building $build_dir${1:+/$1} with $jobs jobs"
  cmake --build "$build_dir" --parallel "$jobs" ${1:+--target "$1"} >&2 ||
    fail $cannot_build "the build failed; the first message above says why"
}

run_tests() {
  # Output of passing tests is left out; the closing lines say how many passed.
  ctest --test-dir "$build_dir" --parallel "$jobs" --output-on-failure --progress ||
    fail $failed_tests "tests failed; again: ctest --test-dir $build_dir --rerun-failed --output-on-failure"
}

# --- command line ----------------------------------------------------------------------------------------

mode=run
install=yes
jobs=$(nproc 2>/dev/null || echo 2)
while (($# > 0)); do
  case $1 in
    --test) mode='test' ;;
    --no-run) mode=build ;;
    --no-install) install=no ;;
    -j) shift; jobs=${1:-} ;;
    -j*) jobs=${1#-j} ;;
    -h | --help) usage; exit 0 ;;
    *) say "there is no option $1"; usage >&2; exit $wrong_usage ;;
  esac
  shift || true
done
[[ $jobs =~ ^[1-9][0-9]*$ ]] || { say "-j wants a number from 1 on, found '$jobs'"; exit $wrong_usage; }

install_packages
choose_compiler
configure
case $mode in
  test) build; run_tests ;;
  build) build trainyard ;;
  run)
    build trainyard
    say "$build_dir/trainyard ${main_job[*]}"
    exec "$build_dir/trainyard" "${main_job[@]}"
    ;;
esac
