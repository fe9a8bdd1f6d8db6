using Grpc.Core;

namespace Kale.CompatGrpc.Tests.Core;

public sealed class ServiceDefinitionTests
{
    private static readonly Method<string, string> Unary = Method(MethodType.Unary, "Unary");
    private static readonly Method<string, string> Duplex = Method(MethodType.DuplexStreaming, "Duplex");

    [Fact]
    public void BindService_Methods_ReachTheBinderInOrder()
    {
        var binder = new Names();
        ServerServiceDefinition.CreateBuilder()
            .AddMethod(Unary, (request, _) => Task.FromResult(request))
            .AddMethod(Duplex, new DuplexStreamingServerMethod<string, string>((_, _, _) => Task.CompletedTask))
            .Build().BindService(binder);

        Assert.Equal(["/test.Service/Unary", "/test.Service/Duplex"], binder.Seen);
    }

    [Fact]
    public void AddMethod_SameNameTwice_Throws()
    {
        var builder = ServerServiceDefinition.CreateBuilder();
        builder.AddMethod(Unary, (request, _) => Task.FromResult(request));

        Assert.Throws<ArgumentException>(() => builder.AddMethod(Unary, (request, _) => Task.FromResult(request)));
    }

    [Fact]
    public void BinderBase_NotOverridden_SaysNotImplemented() => Assert.Throws<NotImplementedException>(() =>
        new ServiceBinderBase().AddMethod(Unary, (request, _) => Task.FromResult(request)));

    private static Method<string, string> Method(MethodType type, string name) =>
        new(type, "test.Service", name, Marshallers.StringMarshaller, Marshallers.StringMarshaller);

    private sealed class Names : ServiceBinderBase
    {
        public List<string> Seen { get; } = [];

        public override void AddMethod<TRequest, TResponse>(
            Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler) =>
            Seen.Add(method.FullName);

        public override void AddMethod<TRequest, TResponse>(
            Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler) =>
            Seen.Add(method.FullName);
    }
}
