using Grpc.Core;
using Grpc.Net.Client;
using Kale.CompatGrpc.Tests.Hosting;
using Kale.CompatGrpc.Tests.Interop.V1;
using Kale.Rollouts.Tests.State;

namespace Kale.CompatGrpc.Tests.Interop;

public sealed class ServerSideTests(InteropServer server) : IClassFixture<InteropServer>, IDisposable
{
    private readonly GrpcChannel _channel = GrpcChannel.ForAddress(server.Address);

    private V1.Interop.InteropClient Client => new(_channel);

    public void Dispose() => _channel.Dispose();

    [Fact]
    public async Task Interceptor_EachKindOfCall_IsSeen()
    {
        using var unary = Client.UnaryAsync(new Request());
        using var collect = Client.Collect();
        using var expand = Client.Expand(new Request());
        using var converse = Client.Converse();
        await unary;
        await collect.RequestStream.CompleteAsync();
        await collect;
        await converse.RequestStream.CompleteAsync();
        Assert.False(await expand.ResponseStream.MoveNext());
        Assert.False(await converse.ResponseStream.MoveNext());

        Assert.Equal(
            ["unary", "client", "server", "duplex"],
            new[] { unary.GetTrailers(), collect.GetTrailers(), expand.GetTrailers(), converse.GetTrailers() }
                .Select(trailers => trailers.GetValue(MarkingInterceptor.Key)));
    }

    [Fact]
    public async Task Handler_Throws_IsUnknownWithoutWhy()
    {
        var exception = await FailAsync(Crashes.Throw);

        Assert.Equal(StatusCode.Unknown, exception.StatusCode);
        Assert.Equal("Exception was thrown by handler.", exception.Status.Detail);
    }

    [Fact]
    public async Task Handler_AbortsTheConnection_IsAnErrorForTheClient()
    {
        var exception = await FailAsync(Crashes.Abort);

        Assert.NotEqual(StatusCode.OK, exception.StatusCode);
        Assert.Contains("reset", exception.Status.Detail);
    }

    [Fact]
    public void Status_OfARunningCall_Throws()
    {
        using var call = Client.Collect();

        Assert.Throws<InvalidOperationException>(() => call.GetStatus());
        Assert.Throws<InvalidOperationException>(call.GetTrailers);
    }

    [Fact]
    public async Task Call_WithoutAServer_IsUnavailable()
    {
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{LoopbackPort.Choose()}");
        var exception = await Assert.ThrowsAsync<RpcException>(
            () => new V1.Interop.InteropClient(channel).UnaryAsync(new Request()).ResponseAsync);

        Assert.Equal(StatusCode.Unavailable, exception.StatusCode);
        Assert.NotNull(exception.Status.DebugException);
    }

    [Fact]
    public void Call_OnADisposedChannel_Throws()
    {
        var channel = GrpcChannel.ForAddress(server.Address);
        channel.Dispose();

        Assert.Throws<ObjectDisposedException>(() => new V1.Interop.InteropClient(channel).UnaryAsync(new Request()));
    }

    private Task<RpcException> FailAsync(int crash) => Assert.ThrowsAsync<RpcException>(
        () => Client.UnaryAsync(new Request { Failure = new Failure { Code = crash } }).ResponseAsync);
}
