using System.Buffers;
using System.Text;
using Grpc.Core;

namespace Kale.CompatGrpc.Tests.Core;

public sealed class MarshallerTests
{
    [Fact]
    public void Contextual_FromSimpleFunctions_EmulatesThem()
    {
        var context = new Written();
        var marshaller = Marshallers.Create(Encoding.UTF8.GetBytes, Encoding.UTF8.GetString);
        marshaller.ContextualSerializer("grün", context);

        Assert.Equal("grün"u8.ToArray(), context.Payload);
        Assert.Equal("grün", marshaller.ContextualDeserializer(new Read("grün"u8.ToArray())));
    }

    [Fact]
    public void Simple_FromContextualFunctions_Throws()
    {
        var marshaller = Marshallers.Create<string>(
            (text, context) => context.Complete(Encoding.UTF8.GetBytes(text)),
            context => Encoding.UTF8.GetString(context.PayloadAsReadOnlySequence()));

        Assert.Equal("x", marshaller.ContextualDeserializer(new Read("x"u8.ToArray())));
        Assert.Throws<NotImplementedException>(() => marshaller.Serializer("x"));
        Assert.Throws<NotImplementedException>(() => marshaller.Deserializer([]));
    }

    [Fact]
    public void StringMarshaller_Text_RoundTripsAsUtf8()
    {
        var marshaller = Marshallers.StringMarshaller;

        Assert.Equal("世界", marshaller.Deserializer(marshaller.Serializer("世界")));
    }

    [Fact]
    public void Constructor_NullFunction_Throws() =>
        Assert.Throws<ArgumentNullException>(() => new Marshaller<string>(null!, Encoding.UTF8.GetString));

    [Fact]
    public void Method_Names_MakeThePath()
    {
        var text = Marshallers.StringMarshaller;
        var method = new Method<string, string>(MethodType.Unary, "pkg.Service", "Call", text, text);

        Assert.Equal("/pkg.Service/Call", method.FullName);
        Assert.Throws<ArgumentNullException>(() =>
            new Method<string, string>(MethodType.Unary, "pkg.Service", null!, text, text));
    }

    [Fact]
    public void Contexts_NotOverridden_SayNotImplemented()
    {
        Assert.Throws<NotImplementedException>(() => new Written().GetBufferWriter());
        Assert.Throws<NotImplementedException>(() => new Written().Complete());
        new Written().SetPayloadLength(1);
    }

    private sealed class Written : SerializationContext
    {
        public byte[]? Payload { get; private set; }

        public override void Complete(byte[] payload) => Payload = payload;
    }

    private sealed class Read(byte[] payload) : DeserializationContext
    {
        public override int PayloadLength => payload.Length;

        public override byte[] PayloadAsNewBuffer() => payload;

        public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => new(payload);
    }
}
