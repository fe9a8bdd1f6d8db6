"""The peer of LocalQdrant: faiss IndexFlatIP, one query at a time, top 10.

    faiss_search.py <vectors.f32> <queries.f32> <dims> <threads>     prints one JSON line
"""
import json
import sys
import time

import faiss
import numpy as np

vectors_file, queries_file, dims, threads = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
faiss.omp_set_num_threads(threads)
vectors = np.fromfile(vectors_file, dtype=np.float32).reshape(-1, dims)
queries = np.fromfile(queries_file, dtype=np.float32).reshape(-1, dims)
index = faiss.IndexFlatIP(dims)
index.add(vectors)
index.search(queries[:1], 10)

times, first = [], []
for query in queries:
    start = time.perf_counter()
    _, ids = index.search(query[None, :], 10)
    times.append((time.perf_counter() - start) * 1e3)
    first.append(ids[0].tolist())
print(json.dumps({"medianMs": float(np.median(times)), "p99Ms": float(np.percentile(times, 99)), "ids": first}))
