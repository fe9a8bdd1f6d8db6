using Google.Protobuf;
using Grpc.Core;
using Kale.CompatGrpc.Tests.Interop.V1;

namespace Kale.CompatGrpc.Tests.Hosting;

internal static class Replies
{
    public static Reply To(Request request, ServerCallContext context) => new()
    {
        Text = request.Text,
        Payload = ByteString.CopyFrom(new byte[request.ReplyBytes]),
        Received = request.Payload.Length,
        RemainingMs = context.Deadline == DateTime.MaxValue
            ? -1
            : (long)(context.Deadline - TimeProvider.System.GetUtcNow().UtcDateTime).TotalMilliseconds,
        Encoding = context.GetHttpContext().Request.Headers["grpc-encoding"].ToString(),
    };
}
