using Kale.Rollouts.Fleet;
using Kale.Rollouts.Routes;
using Kale.Rollouts.State;
using Kale.Rollouts.Tests.State;

namespace Kale.Rollouts.Tests.Fleet;

public sealed class FleetViewTests(RedisServer redis) : IClassFixture<RedisServer>, IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("kale-fleet-").FullName;

    public static TheoryData<string> Kinds => ["file", "redis"];

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Read_AfterReports_ShowsTheLatestOfEachReplicaOfTheRoute(string kind)
    {
        await using var store = Open(kind);
        var fleet = new FleetView(store);
        await fleet.PutAsync(Report("b", "main", 1), default);
        await fleet.PutAsync(Report("a", "main", 1), default);
        await fleet.PutAsync(Report("b", "main", 2), default);
        await fleet.PutAsync(Report("c", "main-2", 1), default);
        var replicas = await fleet.ReadAsync("main", default);
        Assert.Equal([("a", 1L), ("b", 2L)], replicas.Select(replica => (replica.Name, replica.Sequence)));
        Assert.True(replicas[0].IsReady(new Release("r1", "bundle-1", default)));
        Assert.False(replicas[0].IsReady(new Release("r2", "bundle-2", default)));
        Assert.False(replicas[0].IsReady(new Release("r3", "bundle-1", default)), "staged again since the report");
        Assert.Equal("needs 3 GB", replicas[0].Bundles[1].Reason);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("not json")]
    [InlineData("""
        {"Name":null,"Address":"","Route":"main","Generation":1,"ActiveBundleId":"","ActiveGeneration":0,"Sequence":1,
         "Bundles":[]}
        """)]
    [InlineData("""
        {"Name":"a","Address":"","Route":"main","Generation":1,"ActiveBundleId":"","ActiveGeneration":0,"Sequence":1,
         "Bundles":[null]}
        """)]
    public async Task Read_OfAReportThatThisVersionDoesNotRead_LeavesThatOutAndTellsOfIt(string json)
    {
        await using var store = Open("file");
        var fleet = new FleetView(store);
        await store.PutLeaseAsync("replica/main/a", json, TimeSpan.FromMinutes(1), default);
        await fleet.PutAsync(Report("b", "main", 1), default);
        var told = new List<StateStoreException>();
        Assert.Equal("b", Assert.Single(await fleet.ReadAsync("main", default, told.Add)).Name);
        Assert.Contains("main", Assert.Single(told).Message, StringComparison.Ordinal);
    }

    private IStateStore Open(string kind) => kind == "file"
        ? new FileStateStore(_directory, TimeProvider.System)
        : new RedisStateStore(redis.Connection, $"test-{Guid.NewGuid():N}", RedisServer.Patience);

    private static ReplicaReport Report(string name, string route, long sequence) => new()
    {
        Name = name,
        Address = "http://127.0.0.1:1",
        Route = route,
        Generation = 3,
        ActiveBundleId = "bundle-1",
        ActiveGeneration = 3,
        Sequence = sequence,
        Bundles =
        [
            new LoadedBundle("bundle-1", "r1", BundleState.Ready, "", 10),
            new LoadedBundle("bundle-2", "r2", BundleState.Refused, "needs 3 GB", 0),
        ],
    };
}
