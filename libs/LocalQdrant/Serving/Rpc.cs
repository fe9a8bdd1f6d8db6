using Google.Protobuf;
using Grpc.Core;

namespace Kale.LocalQdrant.Serving;

/// <summary>
/// Binds methods of Qdrant's services. The official contract assembly has client stubs only, so what a code generator
/// would write for a server is written here: names and marshallers.
/// </summary>
internal static class Rpc
{
    public static void AddUnary<TRequest, TResponse>(
        this ServiceBinderBase binder, string service, string name, UnaryServerMethod<TRequest, TResponse>? handler)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new() =>
        binder.AddMethod(
            new Method<TRequest, TResponse>(
                MethodType.Unary, service, name, MarshallerOf<TRequest>(), MarshallerOf<TResponse>()),
            handler!);

    private static Marshaller<T> MarshallerOf<T>()
        where T : class, IMessage<T>, new()
    {
        var parser = new MessageParser<T>(() => new T());
        return Marshallers.Create(Serialize, context => Parse(parser, context));
    }

    /// <summary>A request is read before any interceptor, so bytes that are no message are refused here.</summary>
    private static T Parse<T>(MessageParser<T> parser, DeserializationContext context)
        where T : IMessage<T>
    {
        try
        {
            return parser.ParseFrom(context.PayloadAsReadOnlySequence());
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new RpcException(new Status(
                StatusCode.InvalidArgument, $"The request is no valid {typeof(T).Name}: {e.Message}", e));
        }
    }

    private static void Serialize<T>(T message, SerializationContext context)
        where T : IMessage<T>
    {
        context.SetPayloadLength(message.CalculateSize());
        message.WriteTo(context.GetBufferWriter());
        context.Complete();
    }
}
