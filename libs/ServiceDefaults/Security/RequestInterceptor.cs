using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Kale.ServiceDefaults.Errors;
using Kale.ServiceDefaults.Security.Limits;

namespace Kale.ServiceDefaults.Security;

/// <summary>
/// Lets callers whose key is for some collections name these alone, wherever a request names one, and counts what
/// requests bring.
/// </summary>
internal sealed class RequestInterceptor(CallerQuotas quotas) : Interceptor
{
    private const string One = "collection";
    private const string Several = "collections";

    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        Require(context, request);
        if (Caller.Of(context) is { } caller && request is IMessage message)
            quotas.Texts(caller, message);
        return continuation(request, context);
    }

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Require(context, request);
        return continuation(request, responseStream, context);
    }

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation) => continuation(
            Caller.Of(context) is { } caller && (IsBound(caller) || quotas.LimitsOf(caller) != CallerLimits.None)
                ? new Checked<TRequest>(requestStream, caller, quotas, context)
                : requestStream,
            responseStream,
            context);

    private static bool IsBound(Caller? caller) => caller is { Collections.Count: > 0 };

    private static void Require(ServerCallContext context, object request)
    {
        if (Caller.Of(context) is not { } caller || !IsBound(caller) || request is not IMessage message)
            return;
        if (NamesIn(message).FirstOrDefault(name => !caller.Collections.Contains(name)) is { } other)
        {
            throw new FailureException(
                Reasons.CollectionNotAllowed,
                $"'{caller.Name}' is for {string.Join(", ", caller.Collections.Order())}, and not for the "
                    + $"collection '{other}'.");
        }
    }

    private static IEnumerable<string> NamesIn(IMessage message) =>
        message.Descriptor.Fields.InFieldNumberOrder().SelectMany(field => NamesIn(field, message));

    private static IEnumerable<string> NamesIn(FieldDescriptor field, IMessage message) =>
        (field.Name, field.Accessor.GetValue(message)) switch
        {
            (One, string name) => name.Length > 0 ? [name] : [],
            (Several, IEnumerable<string> names) => names,
            (_, IMessage inner) when field.FieldType == FieldType.Message => NamesIn(inner),
            _ => [],
        };

    private sealed class Checked<T>(
        IAsyncStreamReader<T> inner, Caller caller, CallerQuotas quotas, ServerCallContext context)
        : IAsyncStreamReader<T>
    {
        public T Current => inner.Current;

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            if (!await inner.MoveNext(cancellationToken))
                return false;
            Require(context, inner.Current!);
            if (inner.Current is IMessage message)
                await quotas.MessageAsync(caller, message, cancellationToken);
            return true;
        }
    }
}
