using Kale.Rollouts.State;
using Kale.ServiceDefaults.Tests.Support;

namespace Kale.Rollouts.Tests.State;

/// <summary>A Redis that is gone or hangs is told in time, and what it answered is there when it comes back.</summary>
public sealed class RedisFailureTests
{
    [Fact]
    public async Task Redis_KilledAndBack_FailsClearlyThenGoesOn()
    {
        var redis = new RedisServer();
        await redis.InitializeAsync();
        using var connection = await redis.ConnectAsync(TimeSpan.FromSeconds(2));
        var store = new RedisStateStore(connection);
        await using (var patient = new RedisStateStore(redis.Connection, patience: RedisServer.Patience))
        {
            await patient.WriteAsync(new StateChange("a", 0, "1", "r1", "line"), default);
        }

        redis.Kill();
        await Assert.ThrowsAsync<StateStoreException>(() => store.ReadAsync("a", default));

        redis.Start();
        var document = await Wait.UntilAsync(() => ReadOrNullAsync(store), document => document is not null);
        Assert.Equal(new StateDocument("a", 1, "1"), document);
        await redis.DisposeAsync();
    }

    private static async Task<StateDocument?> ReadOrNullAsync(RedisStateStore store)
    {
        try
        {
            return await store.ReadAsync("a", default);
        }
        catch (StateStoreException)
        {
            return null;
        }
    }
}
