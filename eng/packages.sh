# Debian packages by purpose. Sourced by setup.sh.
DEMO_PACKAGES=()
# Peers that nobody here wrote: a second gRPC implementation, a reference for exact search, a real Redis.
TEST_PACKAGES=(python3-grpcio python3-protobuf python3-faiss redis-server)

missing_packages() {
  local package
  for package in "$@"; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)" = installed ] || printf '%s ' "$package"
  done
}

debian_packages() {
  local wanted=("${DEMO_PACKAGES[@]}") missing command
  [ "$1" = test ] && wanted+=("${TEST_PACKAGES[@]}")
  missing=$(missing_packages "${wanted[@]}")
  [ -z "$missing" ] && return 0
  command="apt-get update && apt-get install -y --no-install-recommends $missing"
  if [ "$(id -u)" != 0 ]; then
    say "These Debian packages are missing: $missing"
    say "Run:  sudo sh -c '$command'"
    return 1
  fi
  export DEBIAN_FRONTEND=noninteractive
  # Started by hand on free ports by the tests; the packages' own services are not wanted.
  with_no_services sh -c "$command"
}

# Keeps package scripts from starting daemons while the command runs.
with_no_services() {
  local policy=/usr/sbin/policy-rc.d made=
  if [ ! -e "$policy" ]; then printf '#!/bin/sh\nexit 101\n' >"$policy"; chmod +x "$policy"; made=1; fi
  "$@"; local status=$?
  [ -n "$made" ] && rm -f "$policy"
  return $status
}
