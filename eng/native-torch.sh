#!/usr/bin/env bash
# Builds compat/TorchSharp's native half against libtorch, into artifacts/native/libkale_torch.so, on a partial feed.
# Called by setup.sh and by the project's own build; rebuilds only when its sources, libtorch or the compiler changed.
#   LIBTORCH=/path   a libtorch of one's own, e.g. a CUDA one; without it Debian's libtorch-dev
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
. "$ROOT/eng/packages.sh"
SOURCES="$ROOT/compat/TorchSharp/native"
OUT="$ARTIFACTS/native"
LIBRARY="$OUT/libkale_torch.so"

torch_packages() {
  local wanted=(libopenblas0-pthread g++) missing command
  [ -n "${LIBTORCH:-}" ] || wanted+=(libtorch-dev)
  missing=$(missing_packages "${wanted[@]}")
  [ -z "$missing" ] && return
  command="apt-get update && apt-get install -y --no-install-recommends $missing"
  [ "$(id -u)" = 0 ] || fail "TorchSharp's stand-in needs Debian packages. Run:  sudo sh -c '$command'"
  DEBIAN_FRONTEND=noninteractive sh -c "$command" >/dev/null
}

# A downloaded libtorch says which C++ ABI it was built with; Debian's is the system's.
libtorch_flags() {
  include=(-I/usr/include/torch/csrc/api/include)
  link=(-ltorch -ltorch_cpu -lc10)
  [ -n "${LIBTORCH:-}" ] || { version="Debian's libtorch-dev $(dpkg-query -W -f '${Version}' libtorch-dev)"; return; }
  [ -e "$LIBTORCH/include/torch/csrc/api/include/torch/torch.h" ] ||
    fail "LIBTORCH=$LIBTORCH is no libtorch: it has no include/torch/csrc/api/include/torch/torch.h"
  local abi
  abi=$(grep -ohE 'D_GLIBCXX_USE_CXX11_ABI=[01]' "$LIBTORCH/share/cmake/Torch/TorchConfig.cmake" | head -1 || true)
  include=(-I"$LIBTORCH/include" -I"$LIBTORCH/include/torch/csrc/api/include" ${abi:+-$abi})
  link=(-L"$LIBTORCH/lib" -Wl,-rpath,"$LIBTORCH/lib" -Wl,--no-as-needed "${link[@]}")
  [ -e "$LIBTORCH/lib/libtorch_cuda.so" ] && link+=(-ltorch_cuda -lc10_cuda)
  version="$LIBTORCH $(cat "$LIBTORCH/build-version" 2>/dev/null || stat -c %Y "$LIBTORCH/lib/libtorch.so")"
}

build() {
  local flags=(-std=c++17 -O2 -ftree-vectorize -fno-math-errno -fno-trapping-math -fPIC -fvisibility=hidden)
  local objects; objects=$(mktemp -d)
  trap 'rm -rf "$objects"' RETURN
  printf '%s\n' "$SOURCES"/*.cpp | xargs -P "$(nproc)" -I{} sh -c \
    'source=$1 objects=$2; shift 2; g++ "$@" -c "$source" -o "$objects/$(basename "$source" .cpp).o"' \
    _ {} "$objects" "${flags[@]}" "${include[@]}"
  g++ -shared "$objects"/*.o -o "$LIBRARY.new" "${link[@]}" -ldl
  mv "$LIBRARY.new" "$LIBRARY"
}

grep -qs '<Feed>full</Feed>' "$ARTIFACTS/feed.props" && exit
torch_packages
libtorch_flags
mkdir -p "$OUT"
exec 9>"$OUT/.lock"
flock 9
stamp="$(cat "$0" "$SOURCES"/* | sha256sum | cut -c1-64) $version g++ $(g++ -dumpfullversion)"
if [ ! -e "$LIBRARY" ] || ! stamp_matches "$OUT/torch.stamp" "$stamp"; then
  say "libkale_torch.so against $version"
  build
  printf '%s' "$stamp" >"$OUT/torch.stamp"
fi
