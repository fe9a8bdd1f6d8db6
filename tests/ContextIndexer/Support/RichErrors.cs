using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;

namespace Kale.ContextIndexer.Tests.Support;

/// <summary>Reads google.rpc.Status as any client would.</summary>
internal static class RichErrors
{
    /// <summary>By its number: versions of the package name the field differently.</summary>
    public static string Reason(this RpcException error) =>
        (string)ErrorInfo.Descriptor.FindFieldByNumber(1).Accessor.GetValue(error.Detail<ErrorInfo>());

    public static T Detail<T>(this RpcException error)
        where T : IMessage<T>, new()
    {
        var entry = error.Trailers.FirstOrDefault(trailer => trailer.Key == "grpc-status-details-bin");
        Assert.NotNull(entry);
        var details = Google.Rpc.Status.Parser.ParseFrom(entry.ValueBytes).Details;
        return Assert.Single(details, detail => detail.Is(new T().Descriptor)).Unpack<T>();
    }

    public static async Task<RpcException> FailsAsync<T>(this AsyncUnaryCall<T> call, StatusCode code, string reason)
    {
        var error = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
        Assert.Equal((code, reason), (error.StatusCode, error.Reason()));
        return error;
    }

    public static async Task<RpcException> FailsAsync(this IndexCall call, StatusCode code, string reason)
    {
        var error = await call.FailsAsync();
        Assert.Equal((code, reason, error.Status.Detail), (error.StatusCode, error.Reason(), error.Status.Detail));
        return error;
    }
}
