# Part of demo.sh: the aligned encoder goes live under a steady load of searches; one of another space does not; and back.
swap_phase() { echo "$1" >"$DATA/phase"; }
fingerprint() { node "$ROOT/eng/demo-fingerprint.mjs" "$(sed -n 's/.*LocalQdrant listens on \([^,]*\),.*/\1/p' "$DATA/serve.log" | head -n 1)" docs; }

# The same weights pooled otherwise: as many dimensions, another space.
make_stranger() {
  cp -r "$DATA/bundles/$(bundle_id default)" "$DATA/stranger"
  rm -f "$DATA/stranger/kale.json" "$DATA/stranger/probes.json"
  sed -i 's/"pooling_mode": "mean"/"pooling_mode": "cls"/; s/"pooling_mode_mean_tokens": true/"pooling_mode_mean_tokens": false/; s/"pooling_mode_cls_token": false/"pooling_mode_cls_token": true/' "$DATA/stranger/1_Pooling/config.json"
  kale import "$DATA/stranger" --name stranger --data "$DATA" >/dev/null
}
bundle_id() {
  kale encoders --data "$DATA" --json | node -e '
    const all = JSON.parse(require("node:fs").readFileSync(0));
    console.log(all.find((bundle) => bundle.names.includes(process.argv[1])).bundleId)' "$1"
}

say "Swapping the query encoder under load, without reindexing"
make_stranger
kale spaces register
kale releases create
# By default the gate accepts a loss of 4 %, as for students that learn as long as an alignment takes by itself.
say "A student of two minutes: its route accepts that about 6 % of nDCG@10 are lost"
kale releases policy --max-loss 0.06 -m "a student of two minutes" >/dev/null
before=$(fingerprint)
swap_phase "before"
node "$ROOT/eng/demo-load.mjs" "${KALE_SERVER#http://}" docs "$DATA/corpus/queries.jsonl" "$DATA/phase" 60 >"$DATA/load.txt" &
LOAD=$!
sleep 4
swap_phase "gate, shadow, canary"
kale stage student --data "$DATA" -m "aligned in this demo"
kale rollout start --auto --share 0.5
kale rollout watch
swap_phase "after activation"
say ""; say "The same 146 needs, with queries by the small encoder:"
kale evaluate "$DATA/corpus" --collection docs
say ""; say "An encoder of another space, with as many dimensions, is put forward:"
swap_phase "another space is refused"
kale stage stranger --data "$DATA" && fail "It was not refused."
say ""; say "And back:"
kale rollback
swap_phase "after rollback"
sleep 4
kill "$LOAD"; errors=0; wait "$LOAD" || errors=$?; LOAD=
say ""; say "60 searches a second all the while:"
cat "$DATA/load.txt"
after=$(fingerprint)
say "  the collection before: $before"
say "  the collection after:  $after"
[ "$before" = "$after" ] || fail "The collection changed."
[ "$errors" = 0 ] || fail "Searches failed."
say ""
