using Kale.PowerLoss.Tests.Workloads;
using Kale.Rollouts.State;

namespace Kale.PowerLoss.Tests;

/// <summary>Routes where they are kept in files.</summary>
public sealed class RouteStateTests : PowerLossTest
{
    [Fact]
    public Task Routes_ThatWereChanged_SurviveEveryLossOfPower() => SurvivesAsync(RouteWork.Name, CheckAsync);

    private static async Task CheckAsync(string directory, IReadOnlyList<string> said)
    {
        await using var store = RouteWork.Open(directory);
        var promised = said.Of("wrote").Where(words => words[0] == "route/default")
            .Select(words => long.Parse(words[1])).LastOrDefault();
        var found = await store.ReadAsync("route/default", default);
        Assert.InRange(found?.Version ?? 0, promised, 6);
        if (found is not null)
            Assert.Equal($"content {found.Version}", found.Json);
        var audit = (await store.AuditAsync("route/default", 100, default)).ToHashSet();
        for (var version = 1; version <= (found?.Version ?? 0); version++)
            Assert.Contains($"audit {version}", audit);
        if (said.Of("deleted").Any())
            Assert.Null(await store.ReadAsync("report/one", default));
        await GoOnAsync(store, found?.Version ?? 0);
    }

    /// <summary>A generation is given once, and a request that was made is not made again.</summary>
    private static async Task GoOnAsync(FileStateStore store, long version)
    {
        var next = await store.WriteAsync(RouteWork.Change("route/default", version), default);
        Assert.Equal((StateWrite.Written, version + 1), (next.Result, next.Document!.Version));
        if (version == 0)
            return;
        var again = await store.WriteAsync(RouteWork.Change("route/default", version - 1), default);
        Assert.Equal((StateWrite.AppliedBefore, version), (again.Result, again.Document!.Version));
    }
}
