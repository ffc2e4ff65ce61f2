#!/bin/bash
# Builds cpegate and passes every test: the modules' own, and those that run the built executable.
#
#     bash Tests/run.sh            what a change must pass
#     bash Tests/run.sh --long     and what takes longer: the thread sanitizer, an installation, ten million pings
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

long=false
case "${1:-}" in
  "") ;;
  --long) long=true ;;
  *)
    echo "usage: bash Tests/run.sh [--long]" >&2
    exit 64
    ;;
esac

step() { printf '\n== %s\n' "$*"; }

step "what is needed"
packages=(libcurl4-openssl-dev libexpat1-dev libjansson-dev libmd-dev libsqlite3-dev nginx-light pkg-config python3 jq)
for module in cryptography jsonschema openapi-spec-validator pytest; do
  python3 -c "import ${module//-/_}" 2>/dev/null || packages+=("python3-$module")
done
bash examples/dependencies.sh "${packages[@]}"

step "release build"
CPEGATE=$(bash examples/build.sh)
export CPEGATE

step "tests of the modules"
swift test --quiet

step "tests of the executable"
marks=(-m "not long")
if $long; then marks=(); fi
# Real servers and real time: what fails is run once more before it counts, as the contract's own suites are.
kept=$(mktemp -d)
trap 'rm -rf "$kept"' EXIT
suite=(python3 -m pytest -q -o "cache_dir=$kept" "${marks[@]}" Tests/EndToEnd)
"${suite[@]}" || {
  step "what failed, once more"
  "${suite[@]}" --last-failed
}

if $long; then
  step "tests of the modules under the thread sanitizer"
  TSAN_OPTIONS="suppressions=$PWD/Tests/thread-sanitizer.supp" \
    swift test --quiet --sanitize=thread --scratch-path .build/thread
fi

printf '\nall tests passed\n'
