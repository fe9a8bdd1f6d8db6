using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using RichStatus = Google.Rpc.Status;

namespace Kale.ServiceDefaults.Tests.Support;

/// <summary>Reads google.rpc.Status as any client would.</summary>
internal static class RichErrors
{
    public static RichStatus Details(this RpcException exception)
    {
        var entry = exception.Trailers.FirstOrDefault(trailer => trailer.Key == "grpc-status-details-bin");
        Assert.NotNull(entry);
        return RichStatus.Parser.ParseFrom(entry.ValueBytes);
    }

    public static T Detail<T>(this RpcException exception)
        where T : IMessage<T>, new()
    {
        var descriptor = new T().Descriptor;
        var packed = Assert.Single(exception.Details().Details, detail => detail.Is(descriptor));
        return packed.Unpack<T>();
    }

    public static string Reason(this RpcException exception) =>
        (string)ErrorInfo.Descriptor.FindFieldByNumber(1).Accessor.GetValue(exception.Detail<ErrorInfo>());

    public static Task<RpcException> FailsAsync<T>(AsyncUnaryCall<T> call) =>
        Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
}
