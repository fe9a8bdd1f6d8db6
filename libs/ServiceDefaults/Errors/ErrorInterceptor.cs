using Grpc.Core;
using Grpc.Core.Interceptors;
using Kale.ServiceDefaults.Streaming;

namespace Kale.ServiceDefaults.Errors;

/// <summary>The edge: no exception passes it but those that say what the caller may see.</summary>
internal sealed class ErrorInterceptor(FailureTranslator translator) : Interceptor
{
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
        Guard(context, () => continuation(request, context));

    public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context,
        ClientStreamingServerMethod<TRequest, TResponse> continuation) =>
        Guard(context, () => continuation(new CallersStream<TRequest>(requestStream), context));

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
        Guard(context, () => AsTask(continuation(request, responseStream, context)));

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
        Guard(context, () =>
            AsTask(continuation(new CallersStream<TRequest>(requestStream), responseStream, context)));

    private async Task<T> Guard<T>(ServerCallContext context, Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (Exception exception)
        {
            throw translator.ToRpcException(exception, context);
        }
    }

    private static async Task<bool> AsTask(Task call)
    {
        await call;
        return true;
    }
}
