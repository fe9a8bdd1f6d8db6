#!/usr/bin/env bash
# Finds out once whether this machine's NuGet feed restores every official package, and writes artifacts/feed.props.
# KALE_FEED=full|partial decides without asking; delete artifacts/feed.props to ask again.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
PROPS="$ARTIFACTS/feed.props"

write_feed() {
  mkdir -p "$ARTIFACTS"
  printf '<Project>\n  <PropertyGroup>\n    <Feed>%s</Feed>\n  </PropertyGroup>\n</Project>\n' "$1" >"$PROPS.new"
  mv "$PROPS.new" "$PROPS"
  say "feed: $1"
}

case "${KALE_FEED:-}" in
  full|partial) write_feed "$KALE_FEED"; exit ;;
  "") [ -f "$PROPS" ] && exit 0 ;;
  *) fail "KALE_FEED is '$KALE_FEED'; it takes full or partial." ;;
esac

if log=$(dotnet restore "$ROOT/eng/FeedProbe/FeedProbe.csproj" -p:Feed=full --nologo 2>&1); then
  write_feed full
elif grep -qE 'NU110[123]' <<<"$log"; then
  # The feed answered, and lacks a package or a version.
  sed -nE 's/.*NU110[12]: Unable to find package ([^ ]+)(\. No packages| with version).*/  not on this feed: \1/p' <<<"$log" | sort -u
  write_feed partial
else
  say "$log"
  fail "The NuGet feed did not answer. Check 'dotnet nuget list source', or set KALE_FEED=full or KALE_FEED=partial."
fi
