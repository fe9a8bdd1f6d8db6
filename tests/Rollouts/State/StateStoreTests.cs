using Kale.Rollouts.State;
using Kale.ServiceDefaults.Tests.Support;

namespace Kale.Rollouts.Tests.State;

/// <summary>What both stores promise; the same tests run against each.</summary>
public abstract class StateStoreTests
{
    protected abstract IStateStore Open();

    [Fact]
    public async Task Write_OfANewDocument_IsVersionOne()
    {
        await using var store = Open();
        var outcome = await store.WriteAsync(Change("a", 0, "1", "r1"), default);
        Assert.Equal(new StateOutcome(StateWrite.Written, new StateDocument("a", 1, "1")), outcome);
        Assert.Equal(new StateDocument("a", 1, "1"), await store.ReadAsync("a", default));
    }

    [Fact]
    public async Task Read_OfNothing_IsNull()
    {
        await using var store = Open();
        Assert.Null(await store.ReadAsync("nothing", default));
    }

    [Fact]
    public async Task Write_OnAnotherVersion_ChangesNothingAndShowsTheDocument()
    {
        await using var store = Open();
        await store.WriteAsync(Change("a", 0, "1", "r1"), default);
        var outcome = await store.WriteAsync(Change("a", 0, "2", "r2"), default);
        Assert.Equal(new StateOutcome(StateWrite.VersionConflict, new StateDocument("a", 1, "1")), outcome);
        Assert.Equal("1", (await store.ReadAsync("a", default))!.Json);
    }

    [Fact]
    public async Task Write_RepeatedRequest_AnswersWhatItLedToAndChangesNothing()
    {
        await using var store = Open();
        await store.WriteAsync(Change("a", 0, "1", "r1"), default);
        await store.WriteAsync(Change("a", 1, "2", "r2"), default);
        var outcome = await store.WriteAsync(Change("a", 0, "1", "r1"), default);
        Assert.Equal(new StateOutcome(StateWrite.AppliedBefore, new StateDocument("a", 1, "1")), outcome);
        Assert.Equal(2, (await store.ReadAsync("a", default))!.Version);
    }

    [Fact]
    public async Task Write_WithAShortAnswer_RepeatsThatAndReadsTheWhole()
    {
        await using var store = Open();
        await store.WriteAsync(Change("a", 0, "the whole", "r1") with { Answer = "short" }, default);
        var outcome = await store.WriteAsync(Change("a", 0, "the whole", "r1"), default);
        Assert.Equal(new StateOutcome(StateWrite.AppliedBefore, new StateDocument("a", 1, "short")), outcome);
        Assert.Equal("the whole", (await store.ReadAsync("a", default))!.Json);
    }

    [Fact]
    public async Task Write_WithoutARequestId_IsRememberedByItsVersionAlone()
    {
        await using var store = Open();
        var change = Change("a", 0, "1", "") with { RequestId = null };
        Assert.Equal(StateWrite.Written, (await store.WriteAsync(change, default)).Result);
        var again = await store.WriteAsync(change with { Json = "2" }, default);
        Assert.Equal(new StateOutcome(StateWrite.VersionConflict, new StateDocument("a", 1, "1")), again);
        Assert.Equal(StateWrite.Written, (await store.WriteAsync(change with { ExpectedVersion = 1 }, default)).Result);
    }

    [Fact]
    public async Task Write_FromManyAtOnce_OneWinsEachVersion()
    {
        await using var store = Open();
        await store.WriteAsync(Change("a", 0, "0", "first"), default);
        for (var version = 1; version <= 5; version++)
        {
            var expected = version;
            var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(
                i => store.WriteAsync(Change("a", expected, $"{i}", $"r{expected}-{i}"), default)));
            Assert.Single(outcomes, outcome => outcome.Result == StateWrite.Written);
        }
        Assert.Equal(6, (await store.ReadAsync("a", default))!.Version);
    }

    [Fact]
    public async Task List_ByPrefix_IsSortedAndComplete()
    {
        await using var store = Open();
        foreach (var key in new[] { "x/b", "x/a", "y/a" })
        {
            await store.WriteAsync(Change(key, 0, key, "r"), default);
        }
        Assert.Equal(["x/a", "x/b"], (await store.ListAsync("x/", default)).Select(document => document.Key));
    }

    [Fact]
    public async Task Delete_OfADocument_ForgetsItAndItsRequests()
    {
        await using var store = Open();
        foreach (var key in new[] { "x/a", "x/b" }) { await store.WriteAsync(Change(key, 0, "1", "r"), default); }
        await store.DeleteAsync("x/a", default);
        await store.DeleteAsync("x/never", default);
        Assert.Null(await store.ReadAsync("x/a", default));
        Assert.Equal(["x/b"], (await store.ListAsync("x/", default)).Select(document => document.Key));
        Assert.Equal(
            new StateOutcome(StateWrite.Written, new StateDocument("x/a", 1, "2")),
            await store.WriteAsync(Change("x/a", 0, "2", "r"), default));
    }

    [Fact]
    public async Task Audit_KeepsEveryChange_NewestFirst()
    {
        await using var store = Open();
        await store.WriteAsync(Change("a", 0, "1", "r1"), default);
        await store.WriteAsync(Change("a", 1, "2", "r2"), default);
        await store.WriteAsync(Change("b", 0, "1", "r1"), default);
        Assert.Equal(["did r2", "did r1"], await store.AuditAsync("a", 10, default));
        Assert.Equal(["did r2"], await store.AuditAsync("a", 1, default));
    }

    [Fact]
    public async Task Leases_Living_AreListedByPrefix()
    {
        await using var store = Open();
        await store.PutLeaseAsync("fleet/a", "1", TimeSpan.FromMinutes(1), default);
        await store.PutLeaseAsync("fleet/b", "2", TimeSpan.FromMinutes(1), default);
        await store.PutLeaseAsync("other/c", "3", TimeSpan.FromMinutes(1), default);
        await store.PutLeaseAsync("fleet/a", "4", TimeSpan.FromMinutes(1), default);
        var leases = await store.LeasesAsync("fleet/", default);
        Assert.Equal(
            [("fleet/a", "4"), ("fleet/b", "2")],
            leases.OrderBy(pair => pair.Key).Select(pair => (pair.Key, pair.Value)));
    }

    [Fact]
    public async Task Subscribe_Writes_AreAnnounced()
    {
        await using var store = Open();
        var heard = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var subscription = await store.SubscribeAsync(key => heard.TrySetResult(key), default);
        await store.WriteAsync(Change("a", 0, "1", "r1"), default);
        Assert.Equal("a", await heard.Task.WaitAsync(Wait.Limit));
    }

    protected static StateChange Change(string key, long expected, string json, string request) =>
        new(key, expected, json, request, $"did {request}");
}
