#!/bin/bash
# Installs cpegate below PREFIX: an executable that needs neither Swift nor the libraries it was built with, and its
# transport modules in lib/cpegate, of which http needs the libcurl of the machine (the package libcurl4).
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
bash examples/dependencies.sh libcurl4-openssl-dev libexpat1-dev libjansson-dev libmd-dev libsqlite3-dev pkg-config

# The same libraries as archives: the linker takes them into the executable.
static=$(mktemp -d)
trap 'rm -rf "$static"' EXIT
for library in expat jansson libmd sqlite3; do
  {
    printf 'Name: %s\nDescription: %s, to be linked into the executable\n' "$library" "$library"
    printf 'Version: %s\n' "$(pkg-config --modversion "$library")"
    printf 'Cflags: %s\n' "$(pkg-config --cflags "$library")"
    printf 'Libs: -L%s -l:lib%s.a\n' "$static" "${library#lib}"
  } >"$static/$library.pc"
  # Alone in their folder, where who asks for the library by its name finds nothing else: GRDB does that.
  ln -s "$(pkg-config --variable=libdir "$library")/lib${library#lib}.a" "$static/lib${library#lib}.a"
done
# A folder of its own: what is built here is linked otherwise than what tests and benchmarks use.
PKG_CONFIG_PATH=$static swift build -c release --product cpegate --scratch-path .build/install >&2
built=$(swift build -c release --scratch-path .build/install --show-bin-path)
# An archive cannot go into a shared object, so the modules bring their Jansson along, as a file beside them.
for module in chaos exec http tape; do swift build -c release --product "cpegate-$module" >&2; done
modules=$(swift build -c release --show-bin-path)
jansson=$(pkg-config --variable=libdir jansson)/libjansson.so.4

# Renamed into place: a cpegate that runs keeps the files it was started from.
place() {
  strip --strip-unneeded -o "$2/.$(basename "$1").new" "$1"
  chmod 755 "$2/.$(basename "$1").new"
  mv -f "$2/.$(basename "$1").new" "$2/$(basename "$1")"
}
mkdir -p "$prefix/lib/cpegate"
place "$built/cpegate" "$prefix/bin"
for module in chaos exec http tape; do place "$modules/libcpegate-$module.so" "$prefix/lib/cpegate"; done
place "$jansson" "$prefix/lib/cpegate"

mkdir -p "$prefix/share/bash-completion/completions"
"$prefix/bin/cpegate" completions bash >"$prefix/share/bash-completion/completions/cpegate"
echo "installed $("$prefix/bin/cpegate" --version) as $prefix/bin/cpegate"
