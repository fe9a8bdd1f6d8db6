using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using RichStatus = Google.Rpc.Status;

namespace Kale.ServiceDefaults.Tests.Support;

/// <summary>Reads google.rpc.Status as any client would.</summary>
internal static class RichErrors
{
    public static RichStatus Details(this RpcException exception)
    {
        var details = exception.GetRpcStatus();
        Assert.NotNull(details);
        return details;
    }

    public static T Detail<T>(this RpcException exception)
        where T : class, IMessage<T>, new()
    {
        var detail = exception.Details().GetDetail<T>();
        Assert.NotNull(detail);
        return detail;
    }

    public static string Reason(this RpcException exception) => exception.Detail<ErrorInfo>().Reason;

    public static Task<RpcException> FailsAsync<T>(AsyncUnaryCall<T> call) =>
        Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
}
