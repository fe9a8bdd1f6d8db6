using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.Logging;

namespace Kale.LocalQdrant.Serving;

/// <summary>Turns LocalQdrant's errors into the status codes Qdrant uses for the same.</summary>
internal sealed class ErrorInterceptor(ILogger<ErrorInterceptor> logger) : Interceptor
{
    private const int MaxMessage = 1024;

    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (LocalQdrantException e)
        {
            throw new RpcException(new Status(CodeOf(e.Reason), Told(e.Message), e), TrailersOf(e.Reason));
        }
        catch (OperationCanceledException e) when (context.CancellationToken.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.Cancelled, "The call was cancelled", e));
        }
        catch (Exception e) when (e is not RpcException)
        {
            Log.CallFailed(logger, e, context.Method);
            throw new RpcException(new Status(StatusCode.Internal, Told($"Service internal error: {e.Message}"), e));
        }
    }

    // Clients read 8 KiB of trailers, and a byte may take three there; a name or id in it is as long as the caller's.
    private static string Told(string message) =>
        message.Length <= MaxMessage ? message : $"{message[..(MaxMessage / 2)]} … {message[^(MaxMessage / 4)..]}";

    /// <summary>As Qdrant asks for patience; in whole seconds.</summary>
    private static Metadata TrailersOf(LocalQdrantError reason) =>
        reason == LocalQdrantError.Overloaded ? new Metadata { { "retry-after", "1" } } : Metadata.Empty;

    private static StatusCode CodeOf(LocalQdrantError reason) => reason switch
    {
        LocalQdrantError.InvalidArgument => StatusCode.InvalidArgument,
        LocalQdrantError.NotFound => StatusCode.NotFound,
        LocalQdrantError.AlreadyExists => StatusCode.AlreadyExists,
        LocalQdrantError.Unsupported => StatusCode.Unimplemented,
        LocalQdrantError.StorageFull or LocalQdrantError.Overloaded => StatusCode.ResourceExhausted,
        LocalQdrantError.Stopping => StatusCode.Unavailable,
        LocalQdrantError.DataDamaged => StatusCode.DataLoss,
        _ => StatusCode.Internal,
    };
}
