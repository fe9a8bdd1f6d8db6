# Part of demo.sh: a query encoder of two of the six layers, aligned on pseudo-queries from the corpus; labels only measure it.
say "Aligning a query encoder of 2 of the 6 layers (KALE, on queries alone: at most 2 minutes), and measuring it"
kale sweep minilm --plan wang-lyu:2 --corpus demo/corpus --evaluate demo/corpus --pseudo-queries 8000 --steps 280 --minutes 1.75 --name small --job align-small
kale jobs report align-small --output "$DATA/align-small.html" >/dev/null
STUDENT=small-wang-lyu-2
say ""
kale jobs report align-small --json | node "$ROOT/eng/demo-table.mjs" Encoder Layers ndcg@10 "kept, %" overlap@10 "ms, batch 1" "ms, batch 32"
say "  the same with intervals, a chart and training curves: $DATA/align-small.html"
say ""
