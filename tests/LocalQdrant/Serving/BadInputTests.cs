using Grpc.Core;
using Kale.LocalQdrant.Tests.Support;
using Qdrant.Client;
using Qdrant.Client.Grpc;
using static Qdrant.Client.Grpc.Conditions;

namespace Kale.LocalQdrant.Tests.Serving;

/// <summary>Mistakes of callers: a clear refusal, and a server unharmed by it.</summary>
public sealed class BadInputTests : IAsyncLifetime
{
    private TestServer _server = null!;

    private QdrantClient Client => _server.Client;

    [Theory]
    [InlineData(float.NaN, "NaN at index 1")]
    [InlineData(float.PositiveInfinity, "∞ at index 1")]
    [InlineData(float.NegativeInfinity, "-∞ at index 1")]
    public async Task Vector_NotFinite_IsRefusedWithItsPlace(float bad, string says)
    {
        await RefusedAsync(() => Client.UpsertAsync("c", [Some.Point(7, [1, 2]), Some.Point(8, [1, bad])]),
            "the vector of point 8", says.Replace("∞", float.PositiveInfinity.ToString()));
        await RefusedAsync(() => Client.QueryAsync("c", new[] { 1, bad }), "the query vector");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(100_000)]
    public async Task Vector_WrongSize_IsRefusedWithBothSizes(int size)
    {
        var says = $"Vector dimension error: expected dim: 2, got {size}";
        await RefusedAsync(() => Client.UpsertAsync("c", [Some.Point(8, new float[size])]), says, "point 8");
        await RefusedAsync(() => Client.QueryAsync("c", new float[size]), says);
    }

    [Fact]
    public async Task Vector_Missing_IsRefused() =>
        await RefusedAsync(() => Client.UpsertAsync("c", [new PointStruct { Id = 5 }]), "point 5 has no vector");

    [Fact]
    public async Task Vector_OfAnotherKind_IsRefusedByName()
    {
        await UnsupportedAsync(
            () => Client.UpsertAsync(
                "c", [new PointStruct { Id = 5, Vectors = new float[][] { [1, 2] } }]), "MultiDense");
        await UnsupportedAsync(() => Client.QueryAsync("c", new (float, uint)[] { (1, 2) }), "Sparse");
        await RefusedAsync(
            () => Client.UpsertAsync("c", [new PointStruct { Id = 5, Vectors = ("title", new float[] { 1, 2 }) }]),
            "Not existing vector name error: title");
        await RefusedAsync(() => Client.QueryAsync("c", new float[] { 1, 2 }, usingVector: "title"), "title");
    }

    [Theory]
    [InlineData("")]
    [InlineData("nope")]
    [InlineData("8-4-4")]
    public async Task PointId_NotAUuid_IsRefused(string uuid) => await RefusedAsync(
        () => Client.UpsertAsync("c", [Some.Point(new PointId { Uuid = uuid }, [1, 2])]), $"'{uuid}' is not a UUID");

    [Fact]
    public async Task PointId_Empty_IsRefused() =>
        await RefusedAsync(() => Client.UpsertAsync("c", [Some.Point(new PointId(), [1, 2])]), "a point id is empty");

    [Fact]
    public async Task Collection_Unknown_IsNotFoundInEveryCall()
    {
        const string Says = "Collection `nope` doesn't exist!";
        float[] vector = [1, 2];
        await FailsAsync(StatusCode.NotFound, () => Client.QueryAsync("nope", vector), Says);
        await FailsAsync(StatusCode.NotFound, () => Client.UpsertAsync("nope", [Some.Point(1, vector)]), Says);
        await FailsAsync(StatusCode.NotFound, () => Client.GetCollectionInfoAsync("nope"), Says);
        await FailsAsync(StatusCode.NotFound, () => Client.CountAsync("nope"), Says);
        await FailsAsync(StatusCode.NotFound, () => Client.ScrollAsync("nope"), Says);
        await FailsAsync(StatusCode.NotFound, () => Client.DeleteCollectionAsync("nope"), Says);
        await FailsAsync(StatusCode.NotFound, () => Client.ListCollectionAliasesAsync("nope"), Says);
        await FailsAsync(StatusCode.NotFound, () => Client.CreateAliasAsync("alias", "nope"), Says);
        await FailsAsync(
            StatusCode.NotFound, () => Client.UpdateCollectionAsync("nope", [], new OptimizersConfigDiff()), Says);
        await FailsAsync(StatusCode.NotFound, () => Client.CreatePayloadIndexAsync("nope", "field"), Says);
        Assert.False(await Client.CollectionExistsAsync("nope"));
    }

    [Fact]
    public async Task Limit_Zero_IsRefused()
    {
        await RefusedAsync(
            () => Client.QueryAsync("c", new float[] { 1, 2 }, limit: 0), "limit", "must be 1 or larger");
        await RefusedAsync(() => Client.ScrollAsync("c", limit: 0), "limit");
    }

    [Theory]
    [InlineData(1_000_000)]
    [InlineData(ulong.MaxValue)]
    public async Task Limit_Huge_GivesWhatThereIs(ulong limit)
    {
        Assert.Equal(2, (await Client.QueryAsync("c", new float[] { 1, 2 }, limit: limit)).Count);
        Assert.Empty(await Client.QueryAsync("c", new float[] { 1, 2 }, limit: limit, offset: limit));
        Assert.Equal(2, (await Client.ScrollAsync("c", limit: uint.MaxValue)).Result.Count);
    }

    [Fact]
    public async Task Filter_Malformed_IsRefusedWithWhatIsWrong()
    {
        await FilterRefusedAsync(new Condition(), "condition is empty");
        await FilterRefusedAsync(new Condition { Field = new FieldCondition { Key = "a" } }, "'a'", "exactly one of");
        await FilterRefusedAsync(
            new Condition { Field = new FieldCondition { Key = "a", Match = new Match() } }, "'a'");
        await FilterRefusedAsync(MatchKeyword("", "x"), "'' is not a payload key");
        await FilterRefusedAsync(MatchKeyword("a..b", "x"), "'a..b' is not a payload key");
        await FilterRefusedAsync(MatchKeyword("a[", "x"), "'a[' is not a payload key");
        await FilterRefusedAsync(MatchKeyword("a[-1]", "x"), "'a[-1]' is not a payload key");
        await FilterRefusedAsync(MatchKeyword("\"a", "x"), "is not a payload key");
        await FilterRefusedAsync(
            new Condition { HasId = new HasIdCondition { HasId = { new PointId() } } }, "id is empty");
        await FilterRefusedAsync(new Condition { Nested = new NestedCondition { Key = "a" } }, "no filter");
    }

    [Fact]
    public async Task Filter_Unsupported_IsRefusedByName()
    {
        await FilterUnsupportedAsync(GeoRadius("a", 1, 2, 3), "geo_radius");
        await FilterUnsupportedAsync(ValuesCount("a", new ValuesCount { Gt = 1 }), "values_count");
        await FilterUnsupportedAsync(MatchPhrase("a", "b"), "Phrase");
        await FilterUnsupportedAsync(HasVector("a"), "has_vector");
    }

    [Fact]
    public async Task Filter_NestedVeryDeep_IsAnsweredOrRefused()
    {
        var filter = new Filter { Must = { MatchKeyword("a", "b") } };
        for (var depth = 0; depth < 30; depth++)
            filter = new Filter { Must = { Filter(filter) } };
        Assert.Empty(await Client.QueryAsync("c", new float[] { 1, 2 }, filter: filter));
        for (var depth = 0; depth < 5_000; depth++)
            filter = new Filter { Must = { Filter(filter) } };

        await Assert.ThrowsAsync<RpcException>(() => Client.QueryAsync("c", new float[] { 1, 2 }, filter: filter));

        await UnharmedAsync();
    }

    [Fact]
    public async Task Query_Unsupported_IsRefusedByName()
    {
        await UnsupportedAsync(() => Client.QueryAsync("c", new RecommendInput()), "Recommend");
        await UnsupportedAsync(() => Client.QueryAsync("c", Fusion.Rrf), "Fusion");
        await UnsupportedAsync(
            () => Client.QueryAsync("c", new float[] { 1, 2 }, prefetch: [new PrefetchQuery()]), "prefetch");
        await UnsupportedAsync(
            () => Client.QueryAsync("c", 1, lookupFrom: new LookupLocation { CollectionName = "c" }), "lookup_from");
        await UnsupportedAsync(() => Client.ScrollAsync("c", orderBy: new OrderBy { Key = "a" }), "order_by");
        await FailsAsync(StatusCode.NotFound, () => Client.QueryAsync("c", 99), "No point with id 99 found");
    }

    [Fact]
    public async Task CreateCollection_WrongOrUnsupported_IsRefusedByName()
    {
        await RefusedAsync(
            () => Client.CreateCollectionAsync("d", Some.Vectors(0)), "vector size must be 1 to 65536, not 0");
        await RefusedAsync(() => Client.CreateCollectionAsync("d", Some.Vectors(70_000)), "not 70000");
        await RefusedAsync(() => Client.CreateCollectionAsync("d", new VectorParams { Size = 2 }), "distance");
        await RefusedAsync(() => Client.CreateCollectionAsync("", Some.Vectors(2)), "1 to 255 characters, not 0");
        await RefusedAsync(() => Client.CreateCollectionAsync("a/b", Some.Vectors(2)), "'/'");
        await RefusedAsync(() => Client.CreateCollectionAsync(new string('x', 256), Some.Vectors(2)), "not 256");
        await UnsupportedAsync(() => Client.CreateCollectionAsync("d", new VectorParamsMap()), "named vectors");
        await FailsAsync(
            StatusCode.AlreadyExists, () => Client.CreateCollectionAsync("c", Some.Vectors(2)), "`c` already exists");
    }

    [Fact]
    public async Task Payload_PointUnknown_IsNotFoundAndNothingIsSet()
    {
        var payload = new Dictionary<string, Value> { ["a"] = 1 };
        ulong[] ids = [1, 99];
        await FailsAsync(StatusCode.NotFound, () => Client.SetPayloadAsync("c", payload, ids), "No point with id 99");
        await RefusedAsync(() => Client.SetPayloadAsync("c", payload), "no points are selected");
        Assert.Empty((await Client.RetrieveAsync("c", 1))[0].Payload);
    }

    [Fact]
    public async Task Call_CancelledByTheClient_HarmsNothing()
    {
        using var cancellation = new CancellationTokenSource();
        var upserts = Enumerable.Range(0, 20).Select(i => Client.UpsertAsync(
            "c", Enumerable.Range(100, 500).Select(id => Some.Point((ulong)id, [i, id])).ToList(),
            cancellationToken: cancellation.Token)).ToList();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => Task.WhenAll(upserts));

        await UnharmedAsync();
        Assert.Contains(await Client.CountAsync("c"), new ulong[] { 2, 502 });
    }

    public async Task InitializeAsync()
    {
        _server = await TestServer.StartAsync();
        await Client.CreateCollectionAsync("c", Some.Vectors(2));
        await Client.UpsertAsync("c", [Some.Point(1, [1, 0]), Some.Point(2, [0, 1])]);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    private Task FilterRefusedAsync(Condition condition, params string[] says) =>
        RefusedAsync(() => Client.QueryAsync("c", new float[] { 1, 2 }, filter: condition), says);

    private Task FilterUnsupportedAsync(Condition condition, string says) =>
        UnsupportedAsync(() => Client.QueryAsync("c", new float[] { 1, 2 }, filter: condition), says);

    private Task RefusedAsync(Func<Task> call, params string[] says) =>
        FailsAsync(StatusCode.InvalidArgument, call, says);

    private Task UnsupportedAsync(Func<Task> call, string says) => FailsAsync(StatusCode.Unimplemented, call, says);

    private async Task FailsAsync(StatusCode code, Func<Task> call, params string[] says)
    {
        await RpcAssert.FailsAsync(code, call, says);
        await UnharmedAsync();
    }

    private async Task UnharmedAsync()
    {
        Assert.Equal(
            [2], Some.Ids(await Client.QueryAsync("c", new float[] { 0, 1 }, filter: HasId([1, 2]), limit: 1)));
    }
}
