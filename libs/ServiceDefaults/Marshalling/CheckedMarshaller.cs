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
            try
            {
                return marshaller.ContextualDeserializer(context);
            }
            catch (InvalidProtocolBufferException exception)
            {
                throw StatusDetails.ToRpcException(StatusCode.InvalidArgument, Describe<T>(exception));
            }
        });

    private static Failure Describe<T>(InvalidProtocolBufferException exception) => new(
        Reasons.MalformedMessage,
        $"The request is no valid {typeof(T).Name}: {exception.Message} Strings must be UTF-8, and the bytes must follow "
        + "the contract's field numbers and types.");
}
