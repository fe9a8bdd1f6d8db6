using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Kale.CompatGrpc.Tests.Interop.V1;
using static Google.Rpc.BadRequest.Types;

namespace Kale.CompatGrpc.Tests.Hosting;

internal static class Failures
{
    public const string DetailsKey = "grpc-status-details-bin";

    public static RpcException Of(Failure failure)
    {
        var trailers = new Metadata();
        if (failure.Details)
        {
            trailers.Add(DetailsKey, Details(failure).ToByteArray());
        }

        return new RpcException(new Grpc.Core.Status((StatusCode)failure.Code, failure.Message), trailers);
    }

    private static Google.Rpc.Status Details(Failure failure) => new()
    {
        Code = failure.Code,
        Message = failure.Message,
        Details =
        {
            Any.Pack(new BadRequest
            {
                FieldViolations = { new FieldViolation { Field = "text", Description = "zu groß" } },
            }),
            Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(1500)) }),
        },
    };
}
