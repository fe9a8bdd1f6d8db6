#!/usr/bin/env bash
# Sets up what is needed, checks the format, runs every test. The last line is "N passed, N failed".
#   ./test.sh [name ...]     only the test projects whose names contain one of the words
. "$(dirname "${BASH_SOURCE[0]}")/eng/lib.sh"
begin=$SECONDS
"$ROOT/eng/setup.sh" test

results=$(mktemp -d); trap 'rm -rf "$results"' EXIT
failed_steps=0

run_projects() {
  local project name
  for project in "$ROOT"/tests/*/*.Tests.csproj; do
    name=$(basename "$project" .csproj)
    [ $# -gt 0 ] && ! grep -qiE "$(IFS='|'; echo "$*")" <<<"$name" && continue
    run_project "$project" "$name" || failed_steps=$((failed_steps + 1))
  done
}

# Prints the project's counts, or what failed; a project that ends without counts is a failure of its own.
run_project() {
  local log="$results/$2.log" start=$SECONDS status=0
  dotnet test "$1" -c "$CONFIGURATION" --no-build --nologo -v quiet --logger "console;verbosity=minimal" >"$log" 2>&1 </dev/null || status=$?
  local counts; counts=$(grep -E '^(Passed|Failed)! ' "$log" | tail -n 1 || true)
  local passed failed; passed=$(count Passed "$counts"); failed=$(count Failed "$counts")
  echo "$passed $failed" >>"$results/counts"
  printf '  %-40s %4d passed %3d failed %4d s\n' "$2" "$passed" "$failed" $((SECONDS - start))
  [ "$status" = 0 ] && return
  grep -vE '^\s*$' "$log" | tail -n 120
  [ "$failed" -gt 0 ]
}

count() { sed -n "s/.*$1: *\([0-9]*\).*/\1/p" <<<"$2" | grep . || echo 0; }

say "Format:"
if dotnet format "$ROOT/Suite.sln" --verify-no-changes --no-restore --exclude eng/node >"$results/format.log" 2>&1; then
  say "  clean"
else
  head -n 40 "$results/format.log"; say "  Run: dotnet format Suite.sln --exclude eng/node"; failed_steps=1
fi
say "Tests:"
run_projects "$@"
say "Took $((SECONDS - begin)) s in all."
awk -v extra="$failed_steps" '{p += $1; f += $2} END {printf "%d passed, %d failed\n", p, f + extra; exit f + extra > 0}' "$results/counts"
