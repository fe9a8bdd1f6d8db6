using System.ComponentModel.DataAnnotations;
using System.Text;
using Grpc.Core;
using Grpc.Net.Client;
using Kale.LocalQdrant.Tests.Support;
using Qdrant.Client;
using Qdrant.Client.Grpc;

namespace Kale.LocalQdrant.Tests.Serving;

public sealed class HostingTests
{
    [Fact]
    public async Task Start_WithoutADirectory_SaysWhichOptionToSet()
    {
        var error = await Assert.ThrowsAsync<ValidationException>(
            () => LocalQdrantServer.StartAsync(new LocalQdrantOptions()));

        Assert.Contains("DataDirectory", error.Message);
    }

    [Fact]
    public async Task Health_BothWays_SaysWhoServes()
    {
        await using var server = await TestServer.StartAsync(configure: options => options.ApiKey = "secret");
        using var channel = GrpcChannel.ForAddress(server.Address);

        Assert.Contains("not a production database", (await server.Client.HealthAsync()).Title);
        Assert.Equal([8, 1], await CheckAsync(channel, ""));
        Assert.Equal([8, 1], await CheckAsync(channel, "qdrant.Points"));
        await RpcAssert.FailsAsync(StatusCode.NotFound, () => CheckAsync(channel, "other"));
    }

    [Fact]
    public async Task ApiKey_Set_IsAskedFor()
    {
        await using var server = await TestServer.StartAsync(configure: options => options.ApiKey = "secret");
        using var right = new QdrantClient(server.Address, apiKey: "secret");
        using var wrong = new QdrantClient(server.Address, apiKey: "secre");
        var headers = new Dictionary<string, string> { ["authorization"] = "Bearer secret" };
        using var bearer = new QdrantClient(server.Address, null, default, null, headers);

        await RpcAssert.FailsAsync(StatusCode.Unauthenticated, () => server.Client.ListCollectionsAsync(), "API key");
        await RpcAssert.FailsAsync(StatusCode.Unauthenticated, () => wrong.ListCollectionsAsync(), "API key");
        Assert.Empty(await right.ListCollectionsAsync());
        Assert.Empty(await bearer.ListCollectionsAsync());
    }

    [Fact]
    public async Task Request_LargerThanTheLimit_IsRefusedAndTheServerUnharmed()
    {
        await using var server = await TestServer.StartAsync(configure: options => options.MaxRequestBytes = 10_000);
        await server.Client.CreateCollectionAsync("c", Some.Vectors(2));
        var large = Some.Point(1, [1, 0], ("text", new string('x', 20_000)));

        await RpcAssert.FailsAsync(
            StatusCode.ResourceExhausted, () => server.Client.UpsertAsync("c", [large]), "message");

        Assert.Equal(0ul, await server.Client.CountAsync("c"));
    }

    [Fact]
    public async Task Request_OfBrokenBytes_IsRefusedAndTheServerUnharmed()
    {
        await using var server = await TestServer.StartAsync();
        await server.Client.CreateCollectionAsync("c", Some.Vectors(2));
        using var channel = GrpcChannel.ForAddress(server.Address);

        await RpcAssert.FailsAsync(
            StatusCode.InvalidArgument,
            () => CallAsync(channel, "qdrant.Points", "Upsert", [0xFF, 0xFF, 0xFF]),
            "no valid UpsertPoints");
        await RpcAssert.FailsAsync(
            StatusCode.InvalidArgument,
            () => CallAsync(channel, "qdrant.Points", "Count", [0x0A, 2, 0xC3, 0x28]),
            "UTF-8");

        Assert.Equal(0ul, await server.Client.CountAsync("c"));
    }

    [Fact]
    public async Task Method_NotThere_IsUnimplemented()
    {
        await using var server = await TestServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Address);

        await RpcAssert.FailsAsync(StatusCode.Unimplemented, () => CallAsync(channel, "qdrant.Points", "Facet", []));
    }

    [Fact]
    public async Task Grpcio_PythonClient_IsServedToo()
    {
        await using var server = await TestServer.StartAsync();
        await server.Client.CreateCollectionAsync("c", Some.Vectors(2));

        var (exitCode, output) = await Commands.RunAsync(
            "/usr/bin/python3", Commands.Peer("list_collections.py"), server.Address.Authority);

        Assert.True(exitCode == 0, output);
        Assert.Equal("c", output.Trim());
    }

    private static Task<byte[]> CheckAsync(GrpcChannel channel, string service)
    {
        byte[] request = [0x0A, (byte)service.Length, .. Encoding.UTF8.GetBytes(service)];
        return CallAsync(channel, "grpc.health.v1.Health", "Check", request);
    }

    private static async Task<byte[]> CallAsync(GrpcChannel channel, string service, string name, byte[] request)
    {
        var bytes = Marshallers.Create<byte[]>(message => message, message => message);
        var method = new Method<byte[], byte[]>(MethodType.Unary, service, name, bytes, bytes);
        return await channel.CreateCallInvoker().AsyncUnaryCall(method, null, new CallOptions(), request);
    }
}
