using Google.Protobuf;
using Grpc.Core;

namespace Kale.ServiceDefaults.Tests.Support;

/// <summary>Calls with bytes of the test's own making.</summary>
internal static class RawCalls
{
    public static Marshaller<byte[]> Bytes { get; } = Marshallers.Create<byte[]>(bytes => bytes, bytes => bytes);

    public static Marshaller<T> RequestOf<T>()
        where T : IMessage<T>, new() =>
        Marshallers.Create<T>(message => message.ToByteArray(), new MessageParser<T>(() => new T()).ParseFrom);

    public static Marshaller<T> ResponseOf<T>()
        where T : IMessage<T>, new() => RequestOf<T>();

    public static Method<byte[], byte[]> Method(MethodType type, string service, string name) =>
        new(type, service, name, Bytes, Bytes);
}
