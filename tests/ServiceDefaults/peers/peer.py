"""What the Python peers share: the contract, and the JSON that they exchange with the tests."""
import base64
import json
import sys

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

given = json.loads(sys.stdin.readline())
pool = descriptor_pool.DescriptorPool()
for file in descriptor_pb2.FileDescriptorSet.FromString(base64.b64decode(given["descriptors"])).file:
    pool.Add(file)
factory = message_factory.MessageFactory(pool)


def message(name):
    return factory.GetPrototype(pool.FindMessageTypeByName(name))


Request, Reply, Call = (message(f"interop.v1.{name}") for name in ("Request", "Reply", "Call"))


def print_json(value):
    print(json.dumps(value), flush=True)
