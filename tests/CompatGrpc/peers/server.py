"""protos/interop.proto served by the C++ core of gRPC: once with the default limits, once with them lifted."""
import sys
import threading
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor

import grpc
from peer import Call, Reply, Request, given, message, print_json

hanging, abandoned = defaultdict(threading.Event), defaultdict(threading.Event)
CODES = {code.value[0]: code for code in grpc.StatusCode}


def reply_to(request, context):
    remaining = context.time_remaining()
    return Reply(text=request.text, payload=bytes(request.reply_bytes), received=len(request.payload),
                 remaining_ms=-1 if remaining is None or remaining > 1e9 else int(remaining * 1000))


def echo(context):
    found = [(key, value) for key, value in context.invocation_metadata() if key in ("x-echo", "x-echo-bin")]
    context.send_initial_metadata(found)
    return found


def details(failure):
    status = message("google.rpc.Status")(code=failure.code, message=failure.message)
    bad_request = message("google.rpc.BadRequest")()
    bad_request.field_violations.add(field="text", description="zu groß")
    retry_info = message("google.rpc.RetryInfo")()
    retry_info.retry_delay.seconds, retry_info.retry_delay.nanos = 1, 500000000
    for detail in (bad_request, retry_info):
        packed = status.details.add(value=detail.SerializeToString())
        packed.type_url = "type.googleapis.com/" + detail.DESCRIPTOR.full_name
    return ("grpc-status-details-bin", status.SerializeToString())


def end(request, context, trailers):
    if request.hang:
        if not context.add_callback(abandoned[request.hang].set):
            abandoned[request.hang].set()
        hanging[request.hang].set()
        abandoned[request.hang].wait()
    if request.HasField("failure"):
        extra = [details(request.failure)] if request.failure.details else []
        context.set_trailing_metadata([*trailers, *extra])
        context.abort(CODES[request.failure.code], request.failure.message)
    context.set_trailing_metadata(trailers)


def unary(request, context):
    end(request, context, echo(context))
    return reply_to(request, context)


def collect(requests, context):
    count = received = 0
    for request in requests:
        count, received = count + 1, received + len(request.payload)
        end(request, context, [])
    return Reply(count=count, received=received)


def expand(request, context):
    for count in range(request.replies):
        reply = reply_to(request, context)
        reply.count = count
        yield reply
    end(request, context, [])


def converse(requests, context):
    for request in requests:
        yield from expand(request, context)


def wait(events):
    def told(request, context):
        events[request.id].wait()
        return Reply(text="told")

    return told


def handler(kind, method, request=Request):
    return getattr(grpc, kind + "_rpc_method_handler")(method, request.FromString, Reply.SerializeToString)


METHODS = {
    "Unary": handler("unary_unary", unary),
    "Collect": handler("stream_unary", collect),
    "Expand": handler("unary_stream", expand),
    "Converse": handler("stream_stream", converse),
    "AwaitHanging": handler("unary_unary", wait(hanging), Call),
    "AwaitAbandoned": handler("unary_unary", wait(abandoned), Call),
}


def serve(options):
    server = grpc.server(ThreadPoolExecutor(16), options=options, compression=grpc.Compression.Gzip)
    server.add_generic_rpc_handlers((
        grpc.method_handlers_generic_handler("interop.v1.Interop", METHODS),
        grpc.method_handlers_generic_handler("interop.v1.Large", {"Unary": METHODS["Unary"]}),
    ))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    return server, port


server, port = serve([])
large_server, large_port = serve([("grpc.max_receive_message_length", -1)])
print_json({"port": port, "largePort": large_port})
sys.stdin.read()
for each in (server, large_server):
    each.stop(0).wait()
