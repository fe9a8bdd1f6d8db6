using Kale.VectorIndex.Tests.Support;
using static Kale.VectorIndex.Tests.Support.Samples;

namespace Kale.VectorIndex.Tests.Search;

[Collection(QdrantSuite.Name)]
public sealed class GroupedSearchTests(QdrantFixture qdrant)
{
    private readonly VectorStore _store = qdrant.Store;

    [Fact]
    public async Task Search_GroupedByDocument_FindsEachDocumentsBestPassage()
    {
        var build = await _store.NewCollectionAsync();
        var documents = Enumerable.Range(0, 400).Select(i => Document($"d{i}", 1 + i % 7)).ToList();
        await _store.Passages.WriteAsync(build, documents);
        var query = Vector("the query");
        var expected = documents
            .Select(d => (d.DocumentId, Score: d.Passages.Max(p => Dot(query, p.Vector))))
                .OrderByDescending(d => d.Score).ToList();

        foreach (var (limit, offset) in new[] { (1, 0), (10, 0), (10, 25), (300, 0), (1_000, 50) })
        {
            var hits = await _store.Searcher.SearchAsync(build,
                new PassageQuery(query) { Limit = limit, Offset = offset, GroupByDocument = true, Exact = true });
            Assert.Equal(expected.Skip(offset).Take(limit).Select(d => d.DocumentId),
                hits.Select(hit => hit.DocumentId));
        }
    }

    [Fact]
    public async Task Search_OneDocumentCrowdsTheTop_StillFindsTheOthers()
    {
        var build = await _store.NewCollectionAsync();
        var query = Vector("the query");
        var crowd = Document("crowd") with
        {
            Passages =
            [.. Enumerable.Range(0, 700).Select(i => new PassageVector($"{i}", query))]
        };
        await _store.Passages.WriteAsync(build, [crowd, .. Enumerable.Range(0, 20).Select(i => Document($"d{i}"))]);

        var hits =
            await _store.Searcher.SearchAsync(build, new PassageQuery(query) { Limit = 5, GroupByDocument = true });

        Assert.Equal(5, hits.Count);
        Assert.Equal("crowd", hits[0].DocumentId);
        Assert.Equal(5, hits.Select(hit => hit.DocumentId).Distinct().Count());
    }

    [Fact]
    public async Task Search_ManyDocumentsCrowdTheTop_AsksAFewTimesOnly()
    {
        const int Crowds = 60;
        await using var proxy = await FaultyProxy.StartAsync(qdrant.Address);
        using var store = new VectorStore(new VectorStoreOptions { Address = proxy.Address });
        var build = await _store.NewCollectionAsync();
        var (query, other) = (Vector("the query"), Vector("another"));
        float[] Near(float share) => [.. query.Zip(other, (q, o) => q + (share * o))];
        await _store.Passages.WriteAsync(build,
        [
            .. Enumerable.Range(0, Crowds).Select(i => Document($"crowd{i}") with
            {
                Passages = [.. Enumerable.Range(0, 40).Select(j => new PassageVector($"{i} {j}", Near(i / 100f)))],
            }),
        ]);

        var hits = await store.Searcher.SearchAsync(
            build, new PassageQuery(query) { Limit = Crowds, GroupByDocument = true });

        Assert.Equal(Crowds, hits.Select(hit => hit.DocumentId).Distinct().Count());
        Assert.All(hits, hit => Assert.NotEmpty(hit.Text));
        Assert.InRange(proxy.Calls.Count(call => call.Method == "Query"), 1, 4);
    }

    [Fact]
    public async Task Search_ForTenThousandBehindOneLargeDocument_AsksTwice()
    {
        const int Others = 800;
        await using var proxy = await FaultyProxy.StartAsync(qdrant.Address);
        using var store = new VectorStore(new VectorStoreOptions { Address = proxy.Address });
        var build = await _store.NewCollectionAsync();
        var query = Vector("the query");
        var large = Document("large") with
        {
            Passages = [.. Enumerable.Range(0, 9_600).Select(i => new PassageVector($"{i}", query))],
        };
        await _store.Passages.WriteAsync(
            build, [large, .. Enumerable.Range(0, Others).Select(i => Document($"d{i}"))]);

        var hits = await store.Searcher.SearchAsync(
            build, new PassageQuery(query) { Limit = 10_000, GroupByDocument = true });

        Assert.Equal(Others + 1, hits.Select(hit => hit.DocumentId).Distinct().Count());
        Assert.Equal(2, proxy.Calls.Count(call => call.Method == "Query"));
    }

    [Fact]
    public async Task Search_GroupedWithFilterAndThreshold_AppliesBoth()
    {
        var build = await _store.NewCollectionAsync();
        await _store.Passages.WriteAsync(build,
            [.. Enumerable.Range(0, 60)
                .Select(i => Document($"d{i}", 3, payload: $$"""{"kind": "{{(i % 2 == 0 ? "even" : "odd")}}"}"""))]);
        var query = new PassageQuery(Vector("q"))
        {
            Limit = 100,
            GroupByDocument = true,
            Exact = true,
            Filter = new PassageFilter { Must = [new PassageCondition.Keywords("kind", ["even"])] },
        };

        var all = await _store.Searcher.SearchAsync(build, query);
        Assert.Equal(30, all.Count);
        Assert.All(all, hit => Assert.Equal("even", hit.Payload.ToStruct().Fields["kind"].StringValue));
        var near = await _store.Searcher.SearchAsync(build, query with { ScoreThreshold = all[4].Score - 1e-6f });
        Assert.Equal(all.Take(5).Select(hit => hit.DocumentId), near.Select(hit => hit.DocumentId));
    }
}
