using Kale.LocalQdrant.Tests.Support;
using Qdrant.Client;
using Qdrant.Client.Grpc;

namespace Kale.LocalQdrant.Tests.Serving;

public sealed class PointsTests : IAsyncLifetime
{
    private TestServer _server = null!;

    private QdrantClient Client => _server.Client;

    [Fact]
    public async Task Upsert_SamePointAgain_ReplacesVectorAndPayload()
    {
        await Client.UpsertAsync("c", [Some.Point(1, [1, 2], ("a", 1), ("b", 2))]);
        await Client.UpsertAsync("c", [Some.Point(1, [3, 4], ("b", 5))]);

        var point = Assert.Single(await Client.RetrieveAsync("c", 1, withVectors: true));

        Assert.Equal([3, 4], point.Vectors.Vector.Dense.Data);
        Assert.Equal("b", Assert.Single(point.Payload).Key);
    }

    [Theory]
    [InlineData(UpdateMode.Upsert, "1:9 2:9")]
    [InlineData(UpdateMode.InsertOnly, "1:1 2:9")]
    [InlineData(UpdateMode.UpdateOnly, "1:9")]
    public async Task Upsert_Mode_DecidesWhatIsTouched(UpdateMode mode, string expected)
    {
        await Client.UpsertAsync("c", [Some.Point(1, [1, 0])]);

        await Client.UpsertAsync(new UpsertPoints
        {
            CollectionName = "c",
            Wait = true,
            UpdateMode = mode,
            Points = { Some.Point(1, [9, 0]), Some.Point(2, [9, 0]) },
        });

        Assert.Equal(expected, await DescribeAsync());
    }

    [Fact]
    public async Task Upsert_UpdateFilter_LeavesOtherPointsAloneAndInsertsNewOnes()
    {
        await Client.UpsertAsync("c", [Some.Point(1, [1, 0], ("v", 1)), Some.Point(2, [1, 0], ("v", 2))]);

        await Client.UpsertAsync(
            "c", [Some.Point(1, [9, 0]), Some.Point(2, [9, 0]), Some.Point(3, [9, 0])], Conditions.Match("v", 1));

        Assert.Equal("1:9 2:1 3:9", await DescribeAsync());
    }

    [Fact]
    public async Task Upsert_WithoutWait_IsAcknowledgedAndArrives()
    {
        var result = await Client.UpsertAsync("c", [Some.Point(1, [1, 0])], wait: false);

        Assert.Equal(UpdateStatus.Acknowledged, result.Status);
        Assert.Equal(1ul, await Client.CountAsync("c"));
    }

    [Fact]
    public async Task Upsert_ManyAtOnce_AllArriveOnce()
    {
        await Task.WhenAll(Enumerable.Range(0, 64).Select(writer => Client.UpsertAsync(
            "c", Enumerable.Range(0, 50).Select(i => Some.Point((ulong)(writer * 40 + i), [writer, i])).ToList())));

        Assert.Equal(63ul * 40 + 50, await Client.CountAsync("c"));
    }

    [Fact]
    public async Task Upsert_FortyMegabytes_IsTaken()
    {
        await Client.CreateCollectionAsync("wide", Some.Vectors(2000));
        var points = Enumerable.Range(0, 5000).Select(i => Some.Point((ulong)i, new float[2000])).ToList();

        await Client.UpsertAsync("wide", points);

        Assert.Equal(5000ul, await Client.CountAsync("wide"));
    }

    [Fact]
    public async Task Upsert_CosineVector_IsStoredNormalised()
    {
        await Client.CreateCollectionAsync("cosine", Some.Vectors(2, Distance.Cosine));
        await Client.UpsertAsync("cosine", [Some.Point(1, [3, 4]), Some.Point(2, [0, 0]), Some.Point(3, [0.6f, 0.8f])]);

        var points = await Client.RetrieveAsync("cosine", [1, 2, 3], false, true);

        Assert.Equal([0.6f, 0.8f], points[0].Vectors.Vector.Dense.Data);
        Assert.Equal([0f, 0f], points[1].Vectors.Vector.Dense.Data);
        Assert.Equal([0.6f, 0.8f], points[2].Vectors.Vector.Dense.Data);
    }

    [Fact]
    public async Task Delete_ByIdsAndByFilter_RemovesThese()
    {
        var points = Enumerable.Range(0, 10).Select(i => Some.Point((ulong)i, [i, 0], ("even", i % 2 == 0)));
        await Client.UpsertAsync("c", points.ToList());

        await Client.DeleteAsync("c", [1, 3, 99]);
        await Client.DeleteAsync("c", (Filter)Conditions.Match("even", true));

        Assert.Equal("5:5 7:7 9:9", await DescribeAsync());
    }

    [Fact]
    public async Task Scroll_PageByPage_GivesEveryPointOnceInOrderOfIds()
    {
        var ids = Enumerable.Range(0, 25).Select(i => (PointId)(ulong)(i * 7 % 25)).Concat(
            Enumerable.Range(0, 25).Select(_ => (PointId)Guid.NewGuid())).ToList();
        await Client.UpsertAsync("c", ids.Select(id => Some.Point(id, [1, 0])).ToList());
        var seen = new List<PointId>();
        PointId? offset = null;

        do
        {
            var page = await Client.ScrollAsync("c", limit: 7, offset: offset);
            seen.AddRange(page.Result.Select(point => point.Id));
            offset = page.NextPageOffset;
        }
        while (offset is not null);

        Assert.Equal(Enumerable.Range(0, 25).Select(i => (PointId)(ulong)i), seen.Take(25));
        Assert.Equal(
            ids.Skip(25).Select(id => id.Uuid).Order(StringComparer.Ordinal), seen.Skip(25).Select(id => id.Uuid));
    }

    [Fact]
    public async Task Query_WithoutAVector_GivesPointsInOrderOfIds()
    {
        await Client.UpsertAsync("c", Enumerable.Range(0, 10).Select(i => Some.Point((ulong)(9 - i), [i, 0])).ToList());

        var points = await Client.QueryAsync("c", limit: 3, offset: 2);

        Assert.Equal([2, 3, 4], Some.Ids(points));
    }

    [Fact]
    public async Task QueryGroups_ByDocument_GivesTheBestDocumentsWithTheirBestPassages()
    {
        var points = Enumerable.Range(0, 60).Select(i =>
            Some.Point((ulong)i, [60 - i, 0], ("doc", i % 3 == 0 ? "a" : $"doc-{i / 6}"), ("n", i / 10))).ToList();
        await Client.UpsertAsync("c", points);
        using var channel = QdrantChannel.ForAddress(_server.Address);
        using var grpc = new QdrantGrpcClient(channel);
        var request = new QueryPointGroups
        {
            CollectionName = "c",
            Query = new float[] { 1, 0 },
            GroupBy = "doc",
            Limit = 3,
            GroupSize = 5,
        };

        var byText = (await grpc.Points.QueryGroupsAsync(request)).Result.Groups;
        request.GroupBy = "n";
        var byInteger = (await grpc.Points.QueryGroupsAsync(request)).Result.Groups;

        Assert.Equal(["a", "doc-0", "doc-1"], byText.Select(group => group.Id.StringValue));
        Assert.Equal([0, 3, 6, 9, 12], Some.Ids(byText[0].Hits));
        Assert.Equal([1, 2, 4, 5], Some.Ids(byText[1].Hits));
        Assert.Equal([0ul, 1, 2], byInteger.Select(group => group.Id.UnsignedValue));
    }

    [Fact]
    public async Task Payload_Selectors_GiveThePartsAskedFor()
    {
        await Client.UpsertAsync("c", [Some.Point(1, [1, 0],
            ("a", 1),
            ("b", new Dictionary<string, Value> { ["x"] = 1, ["y"] = 2 }),
            ("list", new Value[] { new Dictionary<string, Value> { ["x"] = 1, ["y"] = 2 } }))]);

        Assert.Equal("{ \"a\": { \"integerValue\": \"1\" } }", await SelectAsync(Include("a")));
        Assert.Equal(await SelectAsync(Exclude("b.y", "list[].y")), await SelectAsync(Include("a", "b.x", "list[].x")));
        Assert.DoesNotContain("y", await SelectAsync(Exclude("b.y", "list[].y")));
        Assert.Equal("{ \"b\": { \"structValue\": { } } }", await SelectAsync(Include("nope", "b.nope.deeper", "a.x")));
        Assert.Equal("{ }", await SelectAsync(false));
    }

    [Fact]
    public async Task SetPayload_AtAKey_ChangesTheStructThere()
    {
        await Client.UpsertAsync("c", [Some.Point(1, [1, 0], ("a", new Dictionary<string, Value> { ["x"] = 1 }))]);

        await Client.SetPayloadAsync("c", new Dictionary<string, Value> { ["y"] = 2 }, 1, key: "a");
        await Client.SetPayloadAsync("c", new Dictionary<string, Value> { ["z"] = 3 }, 1, key: "new.deep");

        var payload = (await Client.RetrieveAsync("c", 1))[0].Payload;
        Assert.Equal(["x", "y"], payload["a"].StructValue.Fields.Keys.Order());
        Assert.Equal(3, payload["new"].StructValue.Fields["deep"].StructValue.Fields["z"].IntegerValue);
    }

    [Fact]
    public async Task SetPayload_ByFilter_MergesIntoThePointsThatMatch()
    {
        await Client.UpsertAsync(
            "c", Enumerable.Range(0, 4).Select(i => Some.Point((ulong)i, [i, 0], ("n", i))).ToList());

        await Client.SetPayloadAsync(
            "c", new Dictionary<string, Value> { ["big"] = true }, (Filter)Conditions.Range("n", new() { Gte = 2 }));

        Assert.Equal([2, 3], Some.Ids((await Client.ScrollAsync("c", Conditions.Match("big", true))).Result));
    }

    [Fact]
    public async Task Retrieve_SomeUnknown_GivesTheOthersInTheOrderAskedFor()
    {
        await Client.UpsertAsync("c", Enumerable.Range(0, 5).Select(i => Some.Point((ulong)i, [i, 0])).ToList());

        Assert.Equal([4, 1, 3], Some.Ids(await Client.RetrieveAsync("c", [4, 77, 1, 3])));
    }

    public async Task InitializeAsync()
    {
        _server = await TestServer.StartAsync();
        await Client.CreateCollectionAsync("c", Some.Vectors(2));
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    private static WithPayloadSelector Include(params string[] fields) => fields;

    private static WithPayloadSelector Exclude(params string[] fields) =>
        new() { Exclude = new PayloadExcludeSelector { Fields = { fields } } };

    private async Task<string> SelectAsync(WithPayloadSelector selector)
    {
        var point = (await Client.RetrieveAsync("c", [1], selector, false))[0];
        return new Struct { Fields = { point.Payload } }.Fields.ToString();
    }

    private async Task<string> DescribeAsync()
    {
        var page = await Client.ScrollAsync("c", limit: 100, vectorsSelector: true);
        return string.Join(' ', page.Result.Select(point => $"{point.Id.Num}:{point.Vectors.Vector.Dense.Data[0]}"));
    }
}
