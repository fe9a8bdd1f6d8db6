"""Writes trec_eval.json: random judgments and a run full of ties, and what trec_eval itself says of them.

usage: python3 trec_eval.py TREC_EVAL_BINARY > trec_eval.json     (made with trec_eval 10.0-rc3)
"""
import json
import os
import random
import subprocess
import sys
import tempfile

MEASURES = {
    "ndcg_cut_10": "ndcg@10", "map": "map", "map_cut_5": "map@5", "recall_5": "recall@5", "recall_100": "recall@100",
    "success_1": "hits@1", "success_10": "hits@10", "recip_rank": "mrr@1000",
}
ASKED = ["ndcg_cut.10", "map", "map_cut.5", "recall.5,100", "success.1,10", "recip_rank"]


def judgments(rng, documents):
    for q in range(20):
        for document in rng.sample(documents, 12):
            yield f"q{q} 0 {document} {rng.choice([-1, 0, 0, 1, 1, 2, 3])}"


def run(rng, documents):
    for q in range(19):  # one query has no answer
        for rank, document in enumerate(rng.sample(documents, 40)):
            # Few different scores, so that most documents are tied; the ranks are wrong on purpose.
            yield f"q{q} Q0 {document} {rank} {rng.randrange(6) / 4} random"


def main(binary):
    rng = random.Random(3)
    # Ids whose order by bytes differs from that by UTF-16 units among them.
    documents = [f"d{i}" for i in range(55)] + ["é", "東", "\U0001f600", "\ufffd", "Z"]
    qrels, ranked = "\n".join(judgments(rng, documents)) + "\n", "\n".join(run(rng, documents)) + "\n"
    with tempfile.TemporaryDirectory() as directory:
        paths = [os.path.join(directory, name) for name in ("qrels", "run")]
        for path, text in zip(paths, (qrels, ranked)):
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
        arguments = [binary, "-q", "-c", *(argument for measure in ASKED for argument in ("-m", measure)), *paths]
        output = subprocess.run(arguments, check=True, capture_output=True, text=True).stdout
    expected = {}
    for line in output.splitlines():
        measure, query, value = line.split()
        if measure in MEASURES:
            expected.setdefault(query, {})[MEASURES[measure]] = float(value)
    json.dump({"qrels": qrels, "run": ranked, "expected": expected}, sys.stdout, ensure_ascii=True, indent=1)


main(sys.argv[1])
