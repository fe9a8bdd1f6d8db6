using Grpc.Core;
using Grpc.Health.V1;
using Kale.ServiceDefaults.Health;
using Kale.ServiceDefaults.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using static Grpc.Health.V1.HealthCheckResponse.Types;
using HealthClient = Grpc.Health.V1.Health.HealthClient;

namespace Kale.ServiceDefaults.Tests.Health;

public sealed class HealthOverTheWireTests : IAsyncLifetime
{
    private TestHost _host = null!;
    private HealthClient _client = null!;
    private HealthRegistry _registry = null!;

    public async Task InitializeAsync()
    {
        _host = await TestHost.StartAsync(services: services => services
            .AddReadyLater("kale.v1.Search").AddReadyLater("kale.v1.Reranking", required: false));
        _client = new HealthClient(_host.Channel);
        _registry = _host.App.Services.GetRequiredService<HealthRegistry>();
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Check_BeforeAndAfterReadiness_FollowsTheRequiredService()
    {
        Assert.Equal(ServingStatus.NotServing, await Check("kale.v1.Search"));
        Assert.Equal(ServingStatus.NotServing, await Check(""));

        _registry.Set("kale.v1.Search", serving: true);

        Assert.Equal(ServingStatus.Serving, await Check("kale.v1.Search"));
        Assert.Equal(ServingStatus.NotServing, await Check("kale.v1.Reranking"));
        Assert.Equal(ServingStatus.Serving, await Check(""));
    }

    [Fact]
    public async Task Check_OfLiveness_IsServingWhileReadinessIsNot()
    {
        Assert.Equal(ServingStatus.Serving, await Check("kale.v1.Search-liveness"));
        Assert.Equal(ServingStatus.Serving, await Check("-liveness"));
    }

    [Fact]
    public async Task Check_OfAnUnknownName_IsNotFound()
    {
        var error = await Assert.ThrowsAsync<RpcException>(() => Check("nobody"));
        Assert.Equal(StatusCode.NotFound, error.StatusCode);
        Assert.Equal("NOT_FOUND", error.Reason());
        await Assert.ThrowsAsync<RpcException>(() => Check("nobody-liveness"));
    }

    [Fact]
    public async Task Check_OfEveryMappedService_KnowsIt()
    {
        foreach (var service in new[] { "kale.v1.Search", "kale.v1.Reranking", "grpc.health.v1.Health" })
            await Check(service);
        await Assert.ThrowsAsync<RpcException>(() => Check("grpc.reflection.v1.ServerReflection"));
    }

    [Fact]
    public async Task Watch_TellsTheStatusAndEveryChangeOnce()
    {
        using var call = _client.Watch(new HealthCheckRequest { Service = "bundle-2" });
        Assert.Equal(ServingStatus.ServiceUnknown, await Next(call));
        _registry.Set("bundle-2", serving: false);
        Assert.Equal(ServingStatus.NotServing, await Next(call));
        _registry.Set("unrelated", serving: true);
        _registry.Set("bundle-2", serving: true);
        Assert.Equal(ServingStatus.Serving, await Next(call));
        _registry.Remove("bundle-2");
        Assert.Equal(ServingStatus.ServiceUnknown, await Next(call));
    }

    [Fact]
    public async Task Set_FromManyThreads_LosesNoName()
    {
        await Parallel.ForAsync(0, 200, (i, _) =>
        {
            _registry.Set($"bundle-{i}", serving: i % 2 == 0);
            return ValueTask.CompletedTask;
        });
        for (var i = 0; i < 200; i++)
            Assert.Equal(i % 2 == 0 ? ServingStatus.Serving : ServingStatus.NotServing, await Check($"bundle-{i}"));
    }

    private async Task<ServingStatus> Check(string service) =>
        (await _client.CheckAsync(new HealthCheckRequest { Service = service })).Status;

    private static async Task<ServingStatus> Next(AsyncServerStreamingCall<HealthCheckResponse> call)
    {
        Assert.True(await call.ResponseStream.MoveNext(new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token));
        return call.ResponseStream.Current.Status;
    }
}
