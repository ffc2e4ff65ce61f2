#!/bin/bash
# Builds the release executable, its transport modules and control-sim, and prints where the executable is; the others lie
# beside it. What the build says goes to standard error.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

command -v swift >/dev/null || {
  echo "swift is not in the PATH: install Swift 6.3 from https://www.swift.org/install/linux/" >&2
  exit 1
}
bash examples/dependencies.sh libcurl4-openssl-dev libexpat1-dev libjansson-dev libmd-dev libsqlite3-dev pkg-config
swift build -c release >&2
echo "$(swift build -c release --show-bin-path)/cpegate"
