"""The scenarios of Wire/Scenarios.cs, with the C++ core of gRPC (python3-grpcio) as the client."""
import queue
from concurrent.futures import ThreadPoolExecutor

import grpc
from peer import Call, Reply, Request, given, message, print_json

channel = grpc.insecure_channel(given["address"])
large_channel = grpc.insecure_channel(given["largeAddress"], [("grpc.max_receive_message_length", -1)])


def stub(kind, method, service="Interop", on=channel, write=Request.SerializeToString):
    return getattr(on, kind)(f"/interop.v1.{service}/{method}", write, Reply.FromString)


unary = stub("unary_unary", "Unary")
large = stub("unary_unary", "Unary", on=large_channel)
unserved = stub("unary_unary", "Unary", "Unserved")
unknown = stub("unary_unary", "Nothing")
collect = stub("stream_unary", "Collect")
expand = stub("unary_stream", "Expand")
converse = stub("stream_stream", "Converse")
await_hanging = stub("unary_unary", "AwaitHanging", write=Call.SerializeToString)
await_abandoned = stub("unary_unary", "AwaitAbandoned", write=Call.SerializeToString)


class Seen:
    """A call at its end."""

    def __init__(self, call, replies):
        self.code = call.code().value[0]
        self.message = call.details()
        self.initial, self.trailing = call.initial_metadata(), call.trailing_metadata()
        self.replies = replies
        self.reply = replies[0] if replies else None
        self.status = message("google.rpc.Status").FromString(dict(self.trailing).get("grpc-status-details-bin", b""))
        self.details = {}
        for detail in self.status.details:
            name = detail.type_url.replace("type.googleapis.com/", "")
            self.details[name] = message(name).FromString(detail.value)
        self.reason = getattr(self.details.get("google.rpc.ErrorInfo"), "reason", "")

    def of(self, *names):
        return {name: len(self.replies) if name == "replies" else getattr(self, name) for name in names}

    def failed(self):
        return self.of("code", "message", "reason")

    def coded(self):
        return self.of("code", "reason")

    def sizes(self):
        return {"code": self.code, "received": self.reply.received, "payload": len(self.reply.payload)}

    def texts(self):
        return {"code": self.code, "texts": [reply.text for reply in self.replies]}


def one(method, request, cancel=None, **options):
    """Ends a call with one reply; cancels it when it hangs under the given name."""
    call = method.future(request, **options)
    if cancel:
        await_hanging(Call(id=cancel), timeout=20)
        call.cancel()
    try:
        replies = [call.result()]
    except (grpc.RpcError, grpc.FutureCancelledError):
        replies = []
    return Seen(call, replies)


def many(call, during=None):
    """Ends a call with many replies; `during` gets it with each reply and its number."""
    replies = []
    try:
        for reply in call:
            replies.append(reply)
            if during:
                during(call, reply, len(replies))
    except grpc.RpcError:
        pass
    return Seen(call, replies)


class Requests:
    """Requests of a stream that is fed while it runs."""

    def __init__(self, *requests):
        self.queue = queue.SimpleQueue()
        for request in requests:
            self.queue.put(request)

    def put(self, request):
        self.queue.put(request)

    def end(self):
        self.queue.put(None)

    def __iter__(self):
        return iter(self.queue.get, None)


def abandoned(name, seen, streaming=False):
    told = one(await_abandoned, Call(id=name), timeout=20)
    return {**seen.of("code", *(["replies"] if streaming else [])), "serverSawIt": told.code == 0}


def overdue(name, replies, call, seconds=2):
    """A call that passes its deadline. Where that was too short for it to arrive, another one with a longer deadline."""
    hang = f"{name} {seconds}"
    seen = call(Request(replies=replies, hang=hang), seconds)
    hung = len(seen.replies) == replies and one(await_hanging, Call(id=hang), timeout=20).code == 0
    return abandoned(hang, seen, replies > 0) if hung or seconds >= 50 else overdue(name, replies, call, seconds * 5)


def cancel_on(number):
    return lambda call, reply, seen: call.cancel() if seen == number else None


def ordered(seen):
    counts = [reply.count for reply in seen.replies]
    return {**seen.of("code", "replies"), "ordered": counts == list(range(len(counts)))}


def echo(key, values, request=Request()):
    seen = one(unary, request, metadata=[(key, value) for value in values])

    def text(metadata):
        found = [value for name, value in metadata if name == key]
        return ",".join(value.hex() if isinstance(value, bytes) else value for value in found)

    return {"code": seen.code, "initial": text(seen.initial), "trailing": text(seen.trailing)}


def status(name):
    code = int(name.rsplit("-", 1)[1])
    return one(unary, failing(code, given["message"]) if code else Request()).failed()


def failing(code, text, **more):
    return Request(failure={"code": code, "message": text, "details": more.pop("details", False)}, **more)


def fail_after_two(code, text):
    requests = Requests(Request(replies=2))

    def during(call, reply, seen):
        if seen == 2:
            requests.put(failing(code, text))
            requests.end()

    return many(converse(iter(requests)), during).of("code", "message", "reason", "replies")


def ping_pong():
    requests = Requests(Request(text="0", replies=1))

    def during(call, reply, seen):
        requests.put(Request(text=str(seen), replies=1)) if seen < 10 else requests.end()

    return many(converse(iter(requests)), during).texts()


def error_details():
    seen = one(unary, failing(9, given["message"], details=True))
    violation = seen.details["google.rpc.BadRequest"].field_violations[0]
    delay = seen.details["google.rpc.RetryInfo"].retry_delay
    return {**seen.failed(), "statusCode": seen.status.code, "statusMessage": seen.status.message,
            "types": list(seen.details), "field": violation.field, "description": violation.description,
            "retrySeconds": delay.seconds, "retryNanos": delay.nanos}


def unreadable(kind, method):
    """A string that is not UTF-8, by a method of each kind."""
    raw = stub(kind, method, write=lambda request: request)
    message = b"\x0a\x02\xff\xfe"
    request = iter([message]) if kind.startswith("stream") else message
    return lambda _: (many(raw(request)) if kind.endswith("stream") else one(raw, request)).coded()


def concurrent():
    with ThreadPoolExecutor(16) as threads:
        calls = list(threads.map(lambda i: one(unary, Request(text=str(i))), range(64)))
    return {"codes": sorted({call.code for call in calls}), "texts": len({call.reply.text for call in calls})}


def counted(requests):
    seen = one(collect, iter(requests))
    return {"code": seen.code, "count": seen.reply.count, "received": seen.reply.received}


def remaining(timeout):
    seen = one(unary, Request(), timeout=timeout)
    return seen.code, seen.reply.remaining_ms


def compressed():
    seen = one(unary, Request(payload=bytes(100000), reply_bytes=100000), compression=grpc.Compression.Gzip)
    return {**seen.sizes(), "encoding": seen.reply.encoding}


def compressed_stream():
    request = Request(payload=bytes(100000), reply_bytes=100000, replies=4)
    seen = many(expand(request, compression=grpc.Compression.Gzip))
    return {**seen.of("code", "replies"), "payload": sum(len(reply.payload) for reply in seen.replies)}


def with_text(request):
    seen = one(unary, request)
    return {**seen.sizes(), "text": seen.reply.text}


def within(name):
    code, left = remaining(60)
    return {"code": code, "within": 0 < left <= 61000}


def absent(name):
    code, left = remaining(None)
    return {"code": code, "remaining": left}


def cancel_client_streaming(name):
    requests = Requests(Request(hang=name))
    seen = one(collect, iter(requests), cancel=name)
    requests.end()
    return abandoned(name, seen)


def cancel_duplex(name):
    requests = Requests(Request(replies=2, hang=name))
    seen = many(converse(iter(requests)), cancel_on(2))
    requests.end()
    return abandoned(name, seen, True)


SCENARIOS = {
    "unary": lambda _: with_text(Request(text="Grüße, 世界 🌍", payload=bytes(1000), reply_bytes=2000)),
    "unary-empty": lambda _: with_text(Request()),
    "client-streaming": lambda _: counted([Request(payload=bytes(i)) for i in range(100)]),
    "client-streaming-empty": lambda _: counted([]),
    "server-streaming": lambda _: ordered(many(expand(Request(replies=100)))),
    "server-streaming-empty": lambda _: ordered(many(expand(Request()))),
    "duplex-ping-pong": lambda _: ping_pong(),
    "duplex-half-close": lambda _: many(converse(iter([Request(text=text, replies=2) for text in "abc"]))).texts(),
    "duplex-empty": lambda _: many(converse(iter([]))).texts(),
    "concurrent": lambda _: concurrent(),
    "deadline-reaches-server": within,
    "deadline-absent": absent,
    "deadline-unary": lambda name: overdue(name, 0, lambda request, timeout: one(unary, request, timeout=timeout)),
    "deadline-server-streaming": lambda name:
        overdue(name, 3, lambda request, timeout: many(expand(request, timeout=timeout))),
    "cancel-unary": lambda name: abandoned(name, one(unary, Request(hang=name), cancel=name)),
    "cancel-client-streaming": cancel_client_streaming,
    "cancel-server-streaming": lambda name:
        abandoned(name, many(expand(Request(replies=3, hang=name)), cancel_on(3)), True),
    "cancel-duplex": cancel_duplex,
    "metadata-on-success": lambda _: echo("x-echo", ["one", "two words"]),
    "metadata-on-error": lambda _: echo("x-echo", ["one"], failing(9, "x")),
    "error-details": lambda _: error_details(),
    "status-client-streaming": lambda _:
        one(collect, iter([Request(), Request(), failing(3, "after three")])).failed(),
    "status-server-streaming": lambda _: many(expand(failing(14, "after three", replies=3))).failed(),
    "status-duplex": lambda _: fail_after_two(10, "after two"),
    "unimplemented-method": lambda _: one(unknown, Request()).coded(),
    "unimplemented-service": lambda _: one(unserved, Request()).coded(),
    "unreadable-unary": unreadable("unary_unary", "Unary"),
    "unreadable-client-streaming": unreadable("stream_unary", "Collect"),
    "unreadable-server-streaming": unreadable("unary_stream", "Expand"),
    "unreadable-duplex": unreadable("stream_stream", "Converse"),
    "gzip": lambda _: compressed(),
    "gzip-streaming": lambda _: compressed_stream(),
    "limit-below": lambda _: one(unary, Request(payload=bytes(4194000), reply_bytes=4194000)).sizes(),
    "limit-unary": lambda _: one(unary, Request(payload=bytes(5 << 20))).coded(),
    "limit-client-streaming": lambda _: one(collect, iter([Request(payload=bytes(5 << 20))])).coded(),
    "limit-raised": lambda _: one(large, Request(payload=bytes(32 << 20), reply_bytes=32 << 20)).sizes(),
}


for name in given["scenarios"]:
    try:
        outcome = SCENARIOS.get(name, status)(name)
    except Exception as error:
        outcome = {"error": repr(error)}
    print_json({"name": name, "outcome": outcome})
