using System.Security.Cryptography;
using System.Text;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.Options;

namespace Kale.LocalQdrant.Serving;

/// <summary>Asks for the API key where one is set. Health checks need none, as with Qdrant.</summary>
internal sealed class ApiKeyInterceptor(IOptions<LocalQdrantOptions> options) : Interceptor
{
    private const string Bearer = "Bearer ";
    private static readonly HashSet<string> Open = ["/qdrant.Qdrant/HealthCheck", "/grpc.health.v1.Health/Check"];

    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        if (options.Value.ApiKey is { Length: > 0 } key && !Open.Contains(context.Method) && !IsKey(Sent(context), key))
            throw new RpcException(new Status(StatusCode.Unauthenticated,
                "Must provide an API key or an Authorization bearer token"));
        return continuation(request, context);
    }

    private static string Sent(ServerCallContext context)
    {
        var bearer = context.RequestHeaders.GetValue("authorization") ?? "";
        return context.RequestHeaders.GetValue("api-key")
            ?? (bearer.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? bearer[Bearer.Length..] : "");
    }

    private static bool IsKey(string sent, string key) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(sent), Encoding.UTF8.GetBytes(key));
}
