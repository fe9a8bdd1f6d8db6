using Google.Protobuf;
using Grpc.Core;
using Kale.ServiceDefaults.Errors;

namespace Kale.ServiceDefaults.Marshalling;

/// <summary>A generated marshaller that says clearly when the bytes of a request are none of its type.</summary>
internal static class CheckedMarshaller
{
    public static Method<TRequest, TResponse> Check<TRequest, TResponse>(Method<TRequest, TResponse> method)
        where TRequest : class
        where TResponse : class =>
        new(method.Type, method.ServiceName, method.Name, Check(method.RequestMarshaller), method.ResponseMarshaller);

    private static Marshaller<T> Check<T>(Marshaller<T> marshaller) => Marshallers.Create(
        marshaller.ContextualSerializer,
        context =>
        {
            var message = Parse(marshaller, context);
            if (message is IMessage { Descriptor: var type }
                && Utf8Check.FindInvalid(context.PayloadAsReadOnlySequence(), type) is { } field)
            {
                throw Refuse(NotUtf8<T>(field));
            }

            return message;
        });

    private static T Parse<T>(Marshaller<T> marshaller, DeserializationContext context)
    {
        try
        {
            return marshaller.ContextualDeserializer(context);
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw Refuse(new Failure(Reasons.MalformedMessage, $"The request is no valid {typeof(T).Name}: "
                + $"{exception.Message} The bytes must follow the contract's field numbers and types."));
        }
    }

    private static Failure NotUtf8<T>(string field) => new(
        Reasons.MalformedMessage, $"The request is no valid {typeof(T).Name}: {field} is not UTF-8.")
    {
        Fields = [new FieldViolation(field, "must be UTF-8")],
    };

    /// <summary>
    /// With its details already: a unary request is read before the interceptor that adds them elsewhere.
    /// </summary>
    private static RpcException Refuse(Failure failure) =>
        StatusDetails.ToRpcException(StatusCode.InvalidArgument, failure);
}
