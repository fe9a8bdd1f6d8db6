# Shared by the scripts in eng/, demo.sh and test.sh. Source it; it prints steps with their times and stops on errors.
set -euo pipefail
ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
ARTIFACTS="$ROOT/artifacts"
NODE_DIR="$ROOT/eng/node"
CONFIGURATION=Release
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1 MSBUILDDISABLENODEREUSE=1

say() { printf '%s\n' "$*"; }
fail() { printf '\n%s\n' "$*" >&2; exit 1; }

# step "what it does" command [args]: prints the time it took. When it fails, lines that begin with ADVICE say what to do;
# without one the end of its output is shown.
step() {
  local title=$1 log start seconds; shift
  log=$(mktemp); start=$SECONDS
  printf '  %-56s' "$title"
  if "$@" >"$log" 2>&1; then
    seconds=$((SECONDS - start)); printf '%4d s\n' "$seconds"; rm -f "$log"
  else
    printf 'failed\n\n'
    local advice; advice=$(sed -n 's/^ADVICE //p' "$log")
    [ -n "$advice" ] || tail -n 60 "$log" >&2
    [ -z "$advice" ] || { grep -m 5 -iE 'error' "$log" | cut -c1-240 >&2 || true; printf '\n%s\n' "$advice" >&2; }
    rm -f "$log"
    fail "Stopped at: $title"
  fi
}

# Same content as when the stamp was written?
stamp_matches() { [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]; }
