# Packages of the system that tests need. Sourced by setup.sh.
# Peers that nobody here wrote: a second gRPC implementation, a reference for exact search, PyTorch's own, a real Redis.
TEST_PACKAGES=(python3-grpcio python3-protobuf python3-faiss redis-server)

# What each package is for, where there is no dpkg to ask: a command that must work.
package_works() {
  case $1 in
    python3-grpcio) /usr/bin/python3 -c 'import grpc' ;;
    python3-protobuf) /usr/bin/python3 -c 'import google.protobuf' ;;
    python3-faiss) /usr/bin/python3 -c 'import faiss' ;;
    redis-server) command -v redis-server ;;
    *) return 1 ;;
  esac >/dev/null 2>&1
}

package_is_here() {
  if command -v dpkg-query >/dev/null; then
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null || true)" = installed ]
  else
    package_works "$1"
  fi
}

missing_packages() {
  local package
  for package in "$@"; do package_is_here "$package" || printf '%s ' "$package"; done
}

system_packages() {
  local missing command; missing=$(missing_packages "$@")
  [ -z "$missing" ] && return 0
  command="apt-get update && apt-get install -y --no-install-recommends $missing"
  if ! command -v apt-get >/dev/null; then
    say "ADVICE This is no Debian or Ubuntu. Install what these Debian packages hold by your system's own means: $missing"
    return 1
  fi
  if [ "$(id -u)" != 0 ]; then
    say "ADVICE These packages are missing, and only root may install them: $missing"
    say "ADVICE Run:  sudo sh -c '$command'"
    return 1
  fi
  export DEBIAN_FRONTEND=noninteractive
  # Started by hand on free ports by the tests; the packages' own services are not wanted.
  with_no_services sh -c "$command" ||
    { say "ADVICE apt-get could not install: ${missing}. Check the network and the sources of apt, then start again."; return 1; }
}

# Keeps package scripts from starting daemons while the command runs.
with_no_services() {
  local policy=/usr/sbin/policy-rc.d made=
  if [ ! -e "$policy" ]; then printf '#!/bin/sh\nexit 101\n' >"$policy"; chmod +x "$policy"; made=1; fi
  "$@"; local status=$?
  [ -n "$made" ] && rm -f "$policy"
  return $status
}
