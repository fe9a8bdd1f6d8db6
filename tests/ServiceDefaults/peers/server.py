"""interop.proto's Unary by the C++ core of gRPC, failing as asked with details in the trailers and one trailer more."""
import sys
from concurrent.futures import ThreadPoolExecutor

import grpc
from peer import Reply, Request, message, print_json

CODES = {code.value[0]: code for code in grpc.StatusCode}


def unary(request, context):
    failure = request.failure
    status = message("google.rpc.Status")(code=failure.code, message=failure.message)
    bad_request = message("google.rpc.BadRequest")()
    bad_request.field_violations.add(field="text", description="zu groß")
    for detail in (message("google.rpc.ErrorInfo")(reason="FOREIGN"), bad_request):
        status.details.add(type_url="type.googleapis.com/" + detail.DESCRIPTOR.full_name,
                           value=detail.SerializeToString())
    context.set_trailing_metadata([("x-internal", "1"), ("grpc-status-details-bin", status.SerializeToString())])
    context.abort(CODES[failure.code], failure.message)


server = grpc.server(ThreadPoolExecutor(4))
server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("interop.v1.Interop", {
    "Unary": grpc.unary_unary_rpc_method_handler(unary, Request.FromString, Reply.SerializeToString),
}),))
port = server.add_insecure_port("127.0.0.1:0")
server.start()
print_json({"port": port})
sys.stdin.read()
server.stop(0).wait()
