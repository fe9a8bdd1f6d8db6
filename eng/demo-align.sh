# Part of demo.sh: a query encoder of two of the six layers, aligned on texts of the live collection and nothing else.
say "Aligning a query encoder of 2 of the 6 layers (KALE, on queries alone: at most two minutes)"
kale align --pseudo-queries 8000 --steps 280 --minutes 2 --job align-student
kale jobs report align-student --output "$DATA/align-student.html" >/dev/null
say "  with charts and training curves: $DATA/align-student.html"
say ""
kale encoders show student --data "$DATA"
say ""
