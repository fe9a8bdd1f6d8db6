#!/usr/bin/env bash
# Sets up everything the suite needs on a fresh Debian machine with the .NET 10 SDK, Node and npm, and builds it.
# Called by demo.sh, test.sh and CI. Idempotent: a second run does nothing and needs no network.
#   eng/setup.sh [demo|test]     test also installs the peers and servers that tests run against
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
PURPOSE=${1:-demo}
. "$ROOT/eng/packages.sh"

require() { command -v "$1" >/dev/null || fail "$1 is missing. $2"; }

check_tools() {
  require dotnet "Install the .NET 10 SDK and put dotnet on the PATH."
  require node "Install Node 20 or newer."
  require npm "Install npm 10 or newer."
  case "$(cd "$ROOT" && dotnet --version 2>/dev/null || true)" in
    1[0-9].*) ;;
    *) fail "The .NET 10 SDK is needed; 'dotnet --list-sdks' says: $(dotnet --list-sdks | tr '\n' ' ')" ;;
  esac
}

npm_packages() {
  local want; want=$(sha256sum "$NODE_DIR/package.json" "$NODE_DIR/package-lock.json" | sha256sum | cut -c1-64)
  stamp_matches "$NODE_DIR/node_modules/.kale-stamp" "$want" && return
  (cd "$NODE_DIR" && npm ci --ignore-scripts --no-audit --no-fund)
  printf '%s' "$want" >"$NODE_DIR/node_modules/.kale-stamp"
}

check_tools
say "Set-up ($PURPOSE):"
step "npm packages (model, corpora, runtimes, peers)" npm_packages
step "Debian packages" debian_packages "$PURPOSE"
step "what the NuGet feed holds" "$ROOT/eng/feed.sh"
for native in "$ROOT"/eng/native-*.sh; do
  [ -e "$native" ] && step "native parts ($(basename "$native" .sh | sed 's/native-//'))" "$native"
done
step "build" dotnet build "$ROOT/Suite.sln" -c "$CONFIGURATION" --nologo -v quiet
say "  feed: $(sed -n 's:.*<Feed>\(.*\)</Feed>.*:\1:p' "$ARTIFACTS/feed.props")"
