#!/usr/bin/env bash
# Kills the suite under load, as a whole and service by service, and holds every promise against what is left.
#   tests/campaign/run.sh [KILLS] [MINUTES] [SEED]      by default 200 kills, within 120 minutes, seed 1
# The last lines are a table and "promises broken: N"; the exit code is 0 where N is 0 for both.
. "$(dirname "${BASH_SOURCE[0]}")/../../eng/lib.sh"
dotnet build "$ROOT/tests/EndToEnd" -c "$CONFIGURATION" --nologo -v quiet >&2
exec dotnet "$ROOT/artifacts/bin/Kale.EndToEnd.Tests/$(tr '[:upper:]' '[:lower:]' <<<"$CONFIGURATION")/Kale.EndToEnd.Tests.dll" \
  campaign "${1:-200}" "${2:-120}" "${3:-1}"
