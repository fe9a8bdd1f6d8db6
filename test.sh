#!/usr/bin/env bash
# Sets up what is needed, checks the format, runs every test. The last line is "N passed, N failed".
#   ./test.sh [name ...]     only the test projects whose names contain one of the words
#   ./test.sh --fast         only those that need about a minute together: no service, no training, no model
. "$(dirname "${BASH_SOURCE[0]}")/eng/lib.sh"
begin=$SECONDS
"$ROOT/eng/setup.sh" test

RESULTS=$(mktemp -d); trap 'rm -rf "$RESULTS"' EXIT
touch "$RESULTS/counts"
LANES=2
FAST='Architecture|Bundles|Corpora|LocalQdrant|Retrieval|Rollouts|ServiceDefaults|Storage|VectorIndex'

# The test projects that were asked for, the longest first, so that no lane ends long after the other.
projects() {
  local wanted; wanted=$(IFS='|'; echo "$*"); wanted=${wanted/--fast/$FAST}
  { ls "$ROOT"/tests/EndToEnd/*.Tests.csproj "$ROOT"/tests/Trainer/*.Tests.csproj
    ls "$ROOT"/tests/*/*.Tests.csproj; } | awk '!seen[$0]++' | grep -iE "/[^/]*(${wanted:-.})[^/]*$" || true
}

# One lane's next piece of work: a project, or the format of everything. Prints what came of it at one go.
run() { if [ "$1" = format ]; then check_format; else run_project "$1" "$(basename "$1" .csproj)"; fi; }

# A project that ends without counts is a failure of its own.
run_project() {
  local log="$RESULTS/$2.log" start=$SECONDS status=0
  dotnet test "$1" -c "$CONFIGURATION" --no-build --nologo -v quiet --logger "console;verbosity=minimal" >"$log" 2>&1 </dev/null || status=$?
  local counts; counts=$(grep -E '^(Passed|Failed)! ' "$log" | tail -n 1)
  local passed failed; passed=$(count Passed "$counts"); failed=$(count Failed "$counts")
  [ "$status" = 0 ] || [ "$failed" -gt 0 ] || failed=1
  echo "$passed $failed" >>"$RESULTS/counts"
  say "$(printf '  %-40s %4d passed %3d failed %4d s' "$2" "$passed" "$failed" $((SECONDS - start)))$([ "$status" = 0 ] || { echo; grep -vE '^\s*$' "$log" | tail -n 120; })"
}

count() { sed -n "s/.*$1: *\([0-9]*\).*/\1/p" <<<"$2" | grep . || echo 0; }

check_format() {
  local start=$SECONDS
  # White space alone: what analyzers say of style is an error of the build, and the order of usings a test's.
  if (cd "$ROOT" && dotnet format whitespace . --folder --verify-no-changes --exclude eng/node artifacts) \
      >"$RESULTS/format.log" 2>&1 </dev/null; then
    say "$(printf '  %-61s %4d s' 'format: clean' $((SECONDS - start)))"
  else
    echo "0 1" >>"$RESULTS/counts"
    say "$(head -n 40 "$RESULTS/format.log"; echo "  Run: dotnet format Suite.sln --exclude eng/node")"
  fi
}

say "Tests, in $LANES lanes side by side:"
# Processes of tests are short: what they would compile again, faster by what they saw, is not used long enough.
export DOTNET_TieredPGO=0
export ROOT RESULTS CONFIGURATION
export -f run run_project count check_format say
{ projects "$@"; echo format; } | xargs -P "$LANES" -I{} bash -c 'run "$1"' lane {} || echo "0 1" >>"$RESULTS/counts"
say "Took $((SECONDS - begin)) s in all."
awk '{p += $1; f += $2} END {printf "%d passed, %d failed\n", p, f; exit f > 0}' "$RESULTS/counts"
