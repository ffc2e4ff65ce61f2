#!/bin/bash
# Installs cpegate below PREFIX: one executable that needs neither Swift nor the libraries it was built with.
#
#     bash examples/install.sh ~/.local
set -euo pipefail
[ $# -eq 1 ] || {
  echo "usage: bash examples/install.sh PREFIX" >&2
  exit 64
}
mkdir -p "$1/bin"
prefix=$(cd "$1" && pwd)
cd "$(dirname "${BASH_SOURCE[0]}")/.."
bash examples/dependencies.sh libexpat1-dev libjansson-dev libmd-dev pkg-config

# The same libraries as archives: the linker takes them into the executable.
static=$(mktemp -d)
trap 'rm -rf "$static"' EXIT
for library in expat jansson libmd; do
  {
    printf 'Name: %s\nDescription: %s, to be linked into the executable\n' "$library" "$library"
    printf 'Version: %s\n' "$(pkg-config --modversion "$library")"
    printf 'Cflags: %s\n' "$(pkg-config --cflags "$library")"
    printf 'Libs: -L%s -l:lib%s.a\n' "$(pkg-config --variable=libdir "$library")" "${library#lib}"
  } >"$static/$library.pc"
done
# A folder of its own: what is built here is linked otherwise than what tests and benchmarks use.
PKG_CONFIG_PATH=$static swift build -c release --product cpegate --scratch-path .build/install >&2
built=$(swift build -c release --scratch-path .build/install --show-bin-path)/cpegate

# Renamed into place: a cpegate that runs keeps the file it was started from.
strip --strip-debug -o "$prefix/bin/.cpegate.new" "$built"
chmod 755 "$prefix/bin/.cpegate.new"
mv -f "$prefix/bin/.cpegate.new" "$prefix/bin/cpegate"

mkdir -p "$prefix/share/bash-completion/completions"
"$prefix/bin/cpegate" completions bash >"$prefix/share/bash-completion/completions/cpegate"
echo "installed $("$prefix/bin/cpegate" --version) as $prefix/bin/cpegate"
