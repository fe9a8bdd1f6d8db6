using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Kale.CompatGrpc.Tests.Hosting;
using Kale.CompatGrpc.Tests.Interop.V1;

namespace Kale.CompatGrpc.Tests.Interop;

public sealed class InterceptorTests(InteropServer server) : IClassFixture<InteropServer>, IDisposable
{
    private readonly GrpcChannel _channel = GrpcChannel.ForAddress(server.Address);

    public void Dispose() => _channel.Dispose();

    [Fact]
    public async Task Intercept_Several_RunInTheOrderGiven()
    {
        List<string> seen = [];
        var invoker = _channel.Intercept(new Noting("first", seen), new Noting("second", seen));
        await Client(invoker).UnaryAsync(new Request());

        Assert.Equal(["first Unary", "second Unary"], seen);
    }

    [Fact]
    public async Task Intercept_Chained_RunsTheLastOneFirst()
    {
        List<string> seen = [];
        var invoker = _channel.Intercept(new Noting("inner", seen)).Intercept(new Noting("outer", seen));
        await Client(invoker).UnaryAsync(new Request());

        Assert.Equal(["outer Unary", "inner Unary"], seen);
    }

    [Fact]
    public async Task Intercept_EachKindOfCall_IsSeen()
    {
        List<string> seen = [];
        var client = Client(_channel.Intercept(new Noting("x", seen)));
        client.Unary(new Request());
        await client.UnaryAsync(new Request());
        using var expand = client.Expand(new Request());
        using var collect = client.Collect();
        using var converse = client.Converse();

        Assert.Equal(["x Unary", "x Unary", "x Expand", "x Collect", "x Converse"], seen);
    }

    [Fact]
    public async Task Intercept_Headers_ReachTheServer()
    {
        var invoker = _channel.Intercept(headers =>
        {
            headers.Add("x-echo", "added");
            return headers;
        });
        var call = Client(invoker).UnaryAsync(new Request());

        Assert.Equal("added", (await call.ResponseHeadersAsync).GetValue("x-echo"));
    }

    [Fact]
    public async Task Intercept_AnswersItself_NeedsNoServer()
    {
        var reply = await Client(_channel.Intercept(new Answering())).UnaryAsync(new Request());

        Assert.Equal("answered", reply.Text);
    }

    [Fact]
    public void Intercept_NullArguments_Throw()
    {
        Assert.Throws<ArgumentNullException>(() => ((CallInvoker)null!).Intercept(new Answering()));
        Assert.Throws<ArgumentNullException>(() => _channel.CreateCallInvoker().Intercept((Interceptor)null!));
        Assert.Throws<ArgumentNullException>(() => _channel.CreateCallInvoker().Intercept((Interceptor[])null!));
    }

    [Fact]
    public async Task WithHost_Client_StaysUsable()
    {
        var client = Client(_channel.CreateCallInvoker()).WithHost("elsewhere");

        Assert.Equal("x", (await client.UnaryAsync(new Request { Text = "x" })).Text);
    }

    [Fact]
    public void Client_WithoutChannel_SaysNotImplemented() =>
        Assert.Throws<NotImplementedException>(() => new Mocked().Unary(new Request()));

    private static V1.Interop.InteropClient Client(CallInvoker invoker) => new(invoker);

    private sealed class Mocked : V1.Interop.InteropClient;

    private sealed class Answering : Interceptor
    {
        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            TRequest request,
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncUnaryCallContinuation<TRequest, TResponse> continuation) => new(
                Task.FromResult((TResponse)(object)new Reply { Text = "answered" }),
                Task.FromResult(new Metadata()),
                () => Status.DefaultSuccess,
                () => [],
                () => { });
    }
}
