using Grpc.Core;
using Grpc.Health.V1;
using Kale.ServiceDefaults.Tests.Support;
using Kale.V1;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Kale.ServiceDefaults.Tests.Hosting;

public sealed class DrainTests
{
    [Fact]
    public async Task Stop_WithACallInFlight_TurnsHealthFirstAndLetsTheCallFinish()
    {
        await using var host = await TestHost.StartAsync();
        var entered = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        host.Search.OnSearch = async (_, _) =>
        {
            entered.SetResult();
            await release.Task;
            return new SearchResponse { PhysicalCollection = "finished" };
        };
        using var watch = new Grpc.Health.V1.Health.HealthClient(host.Channel).Watch(new HealthCheckRequest());
        Assert.True(await watch.ResponseStream.MoveNext(default));
        Assert.Equal(ServingStatus.Serving, watch.ResponseStream.Current.Status);
        var call = new Search.SearchClient(host.Channel).SearchAsync(new SearchRequest()).ResponseAsync;
        await entered.Task;

        var stop = host.App.StopAsync();

        Assert.True(await watch.ResponseStream.MoveNext(default));
        Assert.Equal(ServingStatus.NotServing, watch.ResponseStream.Current.Status);
        while (await watch.ResponseStream.MoveNext(default))
            Assert.Equal(ServingStatus.NotServing, watch.ResponseStream.Current.Status);
        Assert.False(stop.IsCompleted);
        release.SetResult();
        Assert.Equal("finished", (await call).PhysicalCollection);
        await stop;
    }

    [Fact]
    public async Task Stop_WithACallThatNeverEnds_IsBoundedByTheTimeout()
    {
        await using var host = await TestHost.StartAsync(new() { ["ServiceDefaults:DrainTimeout"] = "00:00:00.2" });
        var entered = new TaskCompletionSource();
        host.Search.OnSearch = async (_, context) =>
        {
            entered.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken);
            return new SearchResponse();
        };
        var call = new Search.SearchClient(host.Channel).SearchAsync(new SearchRequest()).ResponseAsync;
        await entered.Task;
        await host.App.StopAsync();
        await Assert.ThrowsAsync<RpcException>(() => call);
    }
}
