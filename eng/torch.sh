#!/usr/bin/env bash
# Builds compat/TorchSharp's native half against libtorch, into artifacts/native/libkale_torch.so.
# Runs again for nothing: rebuilds only when the sources, libtorch or the compiler have changed.
#   LIBTORCH=/path   a libtorch of one's own, e.g. a CUDA one; without it Debian's libtorch-dev
set -euo pipefail
cd "$(dirname "$0")/.."
sources=compat/TorchSharp/native
out=artifacts/native
packages=(libtorch-dev libopenblas0-pthread g++)

install_packages() {
  missing=()
  for package in "${packages[@]}"; do
    [[ $package == libtorch-dev && -n ${LIBTORCH:-} ]] && continue
    dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
  done
  [[ ${#missing[@]} -eq 0 ]] && return
  local command="apt-get install -y --no-install-recommends ${missing[*]}"
  if [[ $(id -u) -ne 0 ]]; then
    echo "eng/torch.sh: TorchSharp's stand-in needs ${missing[*]}; run: sudo $command" >&2
    exit 1
  fi
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive $command >/dev/null
}

# A downloaded libtorch says which C++ ABI it was built with; Debian's is the system's.
libtorch_flags() {
  if [[ -z ${LIBTORCH:-} ]]; then
    include=(-I/usr/include/torch/csrc/api/include)
    link=(-ltorch -ltorch_cpu -lc10)
    version=$(dpkg-query -W -f '${Version}' libtorch-dev)
    return
  fi
  [[ -f $LIBTORCH/include/torch/csrc/api/include/torch/torch.h ]] ||
    { echo "eng/torch.sh: LIBTORCH=$LIBTORCH has no include/torch/csrc/api/include/torch/torch.h" >&2; exit 1; }
  local abi
  abi=$(grep -oE 'D_GLIBCXX_USE_CXX11_ABI=[01]' "$LIBTORCH/share/cmake/Torch/TorchConfig.cmake" | head -1 || true)
  include=(-I"$LIBTORCH/include" -I"$LIBTORCH/include/torch/csrc/api/include" ${abi:+-$abi})
  link=(-L"$LIBTORCH/lib" -Wl,-rpath,"$LIBTORCH/lib" -Wl,--no-as-needed -ltorch -ltorch_cpu -lc10)
  [[ -e $LIBTORCH/lib/libtorch_cuda.so ]] && link+=(-ltorch_cuda -lc10_cuda)
  version="$LIBTORCH $(cat "$LIBTORCH/build-version" 2>/dev/null || stat -c %Y "$LIBTORCH/lib/libtorch.so")"
}

build() {
  local flags=(-std=c++17 -O2 -ftree-vectorize -fno-math-errno -fno-trapping-math -fPIC -fvisibility=hidden "${include[@]}")
  local objects
  objects=$(mktemp -d)
  printf '%s\n' $sources/*.cpp | xargs -P "$(nproc)" -I{} bash -c \
    'g++ "${@:3}" -c "$1" -o "$2/$(basename "$1" .cpp).o"' _ {} "$objects" "${flags[@]}"
  g++ -shared "$objects"/*.o -o "$out/libkale_torch.so.new" "${link[@]}" -ldl
  mv "$out/libkale_torch.so.new" "$out/libkale_torch.so"
  rm -rf "$objects"
}

install_packages
libtorch_flags
mkdir -p $out
exec 9>"$out/.lock"
flock 9
stamp=$(cat eng/torch.sh $sources/* | sha256sum)" $version $(g++ -dumpfullversion)"
if [[ ! -f $out/libkale_torch.so || $(cat $out/torch.stamp 2>/dev/null) != "$stamp" ]]; then
  echo "eng/torch.sh: building libkale_torch.so against libtorch $version"
  build
  echo "$stamp" >$out/torch.stamp
fi
