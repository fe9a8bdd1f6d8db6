"""Lists a server's collections with grpcio, which shares no code with the other peers.

python3 list_collections.py HOST:PORT
"""
import sys

import grpc

with grpc.insecure_channel(sys.argv[1]) as channel:
    answer = channel.unary_unary("/qdrant.Collections/List")(b"")
    # ListCollectionsResponse.collections = 1, CollectionDescription.name = 1: all lengths here fit one byte.
    while answer[:1] == b"\x0a":
        description, answer = answer[2 : 2 + answer[1]], answer[2 + answer[1] :]
        print(description[2 : 2 + description[1]].decode())
