using Grpc.Core;
using Kale.ServiceDefaults.Tests.Support;
using Kale.V1;

namespace Kale.EndToEnd.Tests.Faults;

/// <summary>
/// Parts that die, hang or are fought over while searches go on: what docs/operations.md promises of each.
/// </summary>
[Collection(RunningFleet.Shared)]
public sealed class FaultTests(RunningFleet fleet)
{
    [Fact]
    public async Task Replica_Killed_IsNoticedByNoSearchAndComesBackByItself()
    {
        await using var load = await SearchLoad.StartAsync(fleet);
        fleet.Replicas[0].Kill();
        await load.MoreAsync(200);
        await fleet.Replicas[0].StartAsync();
        await RunningFleet.EventuallyAsync(fleet.FleetAsync, replicas => replicas.Count(Serves) == 2);
        await load.MoreAsync(100);
        Assert.Empty(load.Errors);
        Assert.Empty(load.Wrong);
    }

    [Fact]
    public async Task Redis_Killed_IsNoticedByNoSearchAndChangesWaitForIt()
    {
        await using var load = await SearchLoad.StartAsync(fleet);
        fleet.Redis.Kill();
        await load.MoreAsync(100);
        await AssertUnchangeableAsync();
        fleet.Redis.Start();
        await RunningFleet.EventuallyAsync(fleet.FleetAsync, replicas => replicas.Count(Serves) == 2);
        await load.MoreAsync(100);
        Assert.Empty(load.Errors);
        Assert.Empty(load.Wrong);
    }

    [Fact]
    public async Task Redis_Hanging_IsNoticedByNoSearch()
    {
        await using var load = await SearchLoad.StartAsync(fleet);
        fleet.Redis.Signal("-STOP");
        await load.MoreAsync(100);
        await AssertUnchangeableAsync();
        fleet.Redis.Signal("-CONT");
        await RunningFleet.EventuallyAsync(fleet.FleetAsync, replicas => replicas.Count(Serves) == 2);
        Assert.Empty(load.Errors);
        Assert.Empty(load.Wrong);
    }

    [Fact]
    public async Task Redis_BackEmpty_IsNoticedByNoSearchAndTheRouteMadeAnewIsFollowed()
    {
        await using var load = await SearchLoad.StartAsync(fleet);
        await fleet.Redis.Connection.GetDatabase().ScriptEvaluateAsync("return redis.call('FLUSHALL')");
        await load.MoreAsync(200);
        var lost = await Assert.ThrowsAsync<RpcException>(
            async () => await fleet.Registry.GetRouteAsync(new GetRouteRequest { Name = "default" }));
        Assert.Equal(StatusCode.NotFound, lost.StatusCode);

        await fleet.CreateRouteAsync();
        await RunningFleet.EventuallyAsync(
            fleet.FleetAsync, replicas => replicas.Count(replica => Serves(replica) && replica.Generation == 1) == 2);
        await load.MoreAsync(100);
        Assert.Empty(load.Errors);
        Assert.Empty(load.Wrong);
    }

    [Fact]
    public async Task VectorStore_Killed_FailsSearchesWithUnavailableUntilItIsBack()
    {
        await using var load = await SearchLoad.StartAsync(fleet);
        fleet.Store.Kill();
        await Wait.UntilAsync(() => Task.FromResult(load.Errors.Count()), errors => errors > 0);
        await fleet.Store.StartAsync();
        await load.MoreAsync(100);
        Assert.All(load.Errors, error => Assert.Equal(StatusCode.Unavailable, error));
        Assert.Empty(load.Wrong);
    }

    [Fact]
    public async Task TwoOperators_PromotingAtOnce_OneDoesAndTheOtherIsToldWhatIs()
    {
        await using var load = await SearchLoad.StartAsync(fleet);
        var staged = await fleet.StageAsync(fleet.Student);
        await RunningFleet.EventuallyAsync(fleet.RouteAsync, route => route.CandidateStage == RolloutStage.Gated);
        await RunningFleet.EventuallyAsync(fleet.FleetAsync, replicas => replicas.All(
            replica => replica.Encoders.Any(encoder => encoder.BundleId == fleet.Student.Id && encoder.Ready)));
        var before = await fleet.RouteAsync();

        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, 2).Select(number => PromoteAsync(before.Generation, $"operator-{number}")));

        Assert.Single(outcomes, outcome => outcome is null);
        Assert.Single(outcomes, outcome => outcome?.StatusCode == StatusCode.Aborted);
        var after = await fleet.RouteAsync();
        Assert.Equal((before.Generation + 1, fleet.Student.Id), (after.Generation, after.Active.BundleId));
        await RunningFleet.SurelyAsync(() => fleet.Registry.RollbackAsync(
            new RouteChangeRequest { Route = "default", ExpectedGeneration = after.Generation, RequestId = "back" }));
        await load.MoreAsync(100);
        Assert.Empty(load.Errors);
        Assert.Empty(load.Wrong);
        Assert.True(staged.Generation < before.Generation);
    }

    private async Task<RpcException?> PromoteAsync(ulong generation, string request)
    {
        try
        {
            var change = new RouteChangeRequest
            {
                Route = "default",
                ExpectedGeneration = generation,
                RequestId = request,
            };
            await RunningFleet.SurelyAsync(() => fleet.Registry.PromoteAsync(change));
            return null;
        }
        catch (RpcException error)
        {
            return error;
        }
    }

    private async Task AssertUnchangeableAsync()
    {
        var change = new RouteChangeRequest { Route = "default", ExpectedGeneration = 1, RequestId = "too early" };
        Func<Task>[] calls =
        [
            async () => await fleet.Registry.GetRouteAsync(new GetRouteRequest { Name = "default" }),
            async () => await fleet.Registry.GetFleetAsync(new GetFleetRequest { Route = "default" }),
            async () => await fleet.Registry.AbortAsync(change),
        ];
        foreach (var call in calls)
            Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(call)).StatusCode);
    }

    private bool Serves(Replica replica) =>
        replica.ActiveBundleId == fleet.Teacher.Id
        && replica.Encoders.Any(encoder => encoder.BundleId == fleet.Teacher.Id && encoder.Ready);
}
