"""Prints faiss's exact inner-product neighbours, one line of row numbers per query.

python3 exact_search.py VECTORS.f32 QUERIES.f32 DIMENSIONS K
"""
import sys

import faiss
import numpy

vectors_path, queries_path, dimensions, k = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
index = faiss.IndexFlatIP(dimensions)
index.add(numpy.fromfile(vectors_path, dtype="<f4").reshape(-1, dimensions))
_, rows = index.search(numpy.fromfile(queries_path, dtype="<f4").reshape(-1, dimensions), k)
for row in rows:
    print(*row)
