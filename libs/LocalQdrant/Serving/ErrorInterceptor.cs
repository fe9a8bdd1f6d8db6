using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.Logging;

namespace Kale.LocalQdrant.Serving;

/// <summary>Turns LocalQdrant's errors into the status codes Qdrant uses for the same.</summary>
internal sealed class ErrorInterceptor(ILogger<ErrorInterceptor> logger) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (LocalQdrantException e)
        {
            throw new RpcException(new Status(CodeOf(e.Reason), e.Message, e));
        }
        catch (OperationCanceledException e) when (context.CancellationToken.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.Cancelled, "The call was cancelled", e));
        }
        catch (Exception e) when (e is not RpcException)
        {
            Log.CallFailed(logger, e, context.Method);
            throw new RpcException(new Status(StatusCode.Internal, $"Service internal error: {e.Message}", e));
        }
    }

    private static StatusCode CodeOf(LocalQdrantError reason) => reason switch
    {
        LocalQdrantError.InvalidArgument => StatusCode.InvalidArgument,
        LocalQdrantError.NotFound => StatusCode.NotFound,
        LocalQdrantError.AlreadyExists => StatusCode.AlreadyExists,
        LocalQdrantError.Unsupported => StatusCode.Unimplemented,
        LocalQdrantError.StorageFull => StatusCode.ResourceExhausted,
        LocalQdrantError.DataDamaged => StatusCode.DataLoss,
        _ => StatusCode.Internal,
    };
}
