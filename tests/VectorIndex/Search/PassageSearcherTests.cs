using Google.Protobuf.WellKnownTypes;
using Kale.VectorIndex.Tests.Support;
using static Kale.VectorIndex.Tests.Support.Samples;

namespace Kale.VectorIndex.Tests.Search;

[Collection(QdrantSuite.Name)]
public sealed class PassageSearcherTests(QdrantFixture qdrant)
{
    private readonly VectorStore _store = qdrant.Store;

    [Theory]
    [InlineData(IndexMetric.Cosine)]
    [InlineData(IndexMetric.Dot)]
    [InlineData(IndexMetric.Euclid)]
    public async Task Search_RandomPassages_FindsWhatComparingAllFinds(IndexMetric metric)
    {
        var build = await _store.NewCollectionAsync(Space with { Metric = metric });
        var documents = Enumerable.Range(0, 300).Select(i => Document($"d{i}", 1 + i % 4)).ToList();
        await _store.Passages.WriteAsync(build, documents);
        var query = Vector("the query");

        var expected = documents
            .SelectMany(d =>
                d.Passages.Select((p, i) => (d.DocumentId, Ordinal: i, Score: Score(metric, query, p.Vector))))
            .OrderBy(x => metric == IndexMetric.Euclid ? x.Score : -x.Score).ToList();
        foreach (var (limit, offset) in new[] { (1, 0), (10, 0), (10, 7), (500, 0), (5_000, 100) })
        {
            var hits = await _store.Searcher.SearchAsync(build,
                new PassageQuery(query) { Limit = limit, Offset = offset, Exact = true });
            var part = expected.Skip(offset).Take(limit).ToList();
            Assert.Equal(part.Select(x => (x.DocumentId, x.Ordinal)), hits.Select(h => (h.DocumentId, h.Ordinal)));
            Assert.All(part.Zip(hits), pair => Assert.Equal(pair.First.Score, pair.Second.Score, 1e-4f));
        }
    }

    [Fact]
    public async Task Search_Hit_CarriesThePassageAsItWasWritten()
    {
        const string payload =
            """{"category": "ui", "year": 2024, "rating": 4.5, "tags": ["a", "b"], "nested": {"x": [1, null, true]}}""";
        var build = await _store.NewCollectionAsync();
        await _store.Passages.WriteAsync(build, [Document("a", 2, payload: payload)]);

        var hit = (await _store.Searcher.SearchAsync(build, new PassageQuery(Vector("a 1 1")) { Limit = 1 }))[0];

        Assert.Equal((PassageId.Of("a", 1), "a", 1), (hit.PassageId, hit.DocumentId, hit.Ordinal));
        Assert.Equal(("Title of a", "a 1 1"), (hit.Title, hit.Text));
        Assert.Equal(1, hit.Score, 1e-5f);
        Assert.Equal(Struct.Parser.ParseJson(payload), hit.Payload.ToStruct());
        Assert.False(hit.Payload.NeedsIntegers);
    }

    [Theory]
    [InlineData("""{"post":9007199254740993}""")]
    [InlineData("""{"posts":[{"post":-9223372036854775808}]}""")]
    public async Task Search_HitWithWholeNumbersBeyondDoubles_CarriesThemToTheLastDigit(string payload)
    {
        var build = await _store.NewCollectionAsync();
        await _store.Passages.WriteAsync(build, [Document("a", payload: payload)]);

        var hit = (await _store.Searcher.SearchAsync(build, new PassageQuery(Vector("q"))))[0];

        Assert.True(hit.Payload.NeedsIntegers);
        Assert.Equal(payload, hit.Payload.ToJson());
    }

    [Fact]
    public async Task Search_EqualScores_AreOrderedByPassageId()
    {
        var build = await _store.NewCollectionAsync();
        var same = Vector("same");
        await _store.Passages.WriteAsync(build,
            [.. Enumerable.Range(0, 50)
                .Select(i => Document($"d{i}") with { Passages = [new PassageVector("x", same)] })]);
        var hits = await _store.Searcher.SearchAsync(build, new PassageQuery(same) { Limit = 50 });
        Assert.Equal(hits.Select(hit => hit.PassageId.ToString()).Order(StringComparer.Ordinal),
            hits.Select(hit => hit.PassageId.ToString()));
    }

    [Fact]
    public async Task Search_Threshold_LeavesOutWhatIsFarther()
    {
        var build = await _store.NewCollectionAsync();
        await _store.Passages.WriteAsync(build, [.. Enumerable.Range(0, 100).Select(i => Document($"d{i}"))]);
        var all = await _store.Searcher.SearchAsync(build, new PassageQuery(Vector("q")) { Limit = 100, Exact = true });
        var threshold = (all[9].Score + all[10].Score) / 2;
        var near = await _store.Searcher.SearchAsync(build,
            new PassageQuery(Vector("q")) { Limit = 100, ScoreThreshold = threshold, Exact = true });
        Assert.Equal(all.Take(10).Select(hit => hit.PassageId), near.Select(hit => hit.PassageId));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(-1, 0)]
    [InlineData(1, -1)]
    [InlineData(10_001, 0)]
    [InlineData(10_000, 1)]
    [InlineData(1_000_000, 0)]
    public async Task Search_ImpossibleLimit_SaysWhichArePossible(int limit, int offset)
    {
        var build = await _store.NewCollectionAsync();
        await FailsAsync(VectorIndexError.InvalidRequest,
            () => _store.Searcher.SearchAsync(build, new PassageQuery(Vector("q")) { Limit = limit, Offset = offset }));
    }

    [Fact]
    public async Task Search_ImpossibleVector_SaysWhatIsWrong()
    {
        var build = await _store.NewCollectionAsync();
        await FailsAsync(VectorIndexError.InvalidVector, () =>
            _store.Searcher.SearchAsync(build, new PassageQuery(new float[3])));
        await FailsAsync(VectorIndexError.InvalidVector,
            () => _store.Searcher.SearchAsync(build, new PassageQuery([.. new float[Dims - 1], float.NaN])));
    }

    [Fact]
    public async Task Search_DroppedBuild_IsNotFound()
    {
        var build = await _store.Builds.StartAsync(Request(NewName()));
        await _store.Builds.AbortAsync(build.BuildId);
        await FailsAsync(VectorIndexError.CollectionNotFound, () =>
            _store.Searcher.SearchAsync(build, new PassageQuery(Vector("q"))));
    }

    [Fact]
    public async Task Search_AnswersOfManyMegabytes_ArriveWhole()
    {
        var build = await _store.NewCollectionAsync();
        await _store.Passages.WriteAsync(build,
            [.. Enumerable.Range(0, 300).Select(i =>
                Document($"d{i}") with { Passages = [new PassageVector(new string('x', 40_000), Vector($"{i}"))] })]);
        foreach (var limit in new[] { 256, 300 })
        {
            var hits = await _store.Searcher.SearchAsync(build, new PassageQuery(Vector("q")) { Limit = limit });
            Assert.Equal(limit, hits.Count);
            Assert.All(hits, hit => Assert.Equal(40_000, hit.Text.Length));
        }
    }

    private static float Score(IndexMetric metric, float[] a, float[] b) =>
        metric == IndexMetric.Euclid ? MathF.Sqrt(a.Zip(b, (x, y) => (x - y) * (x - y)).Sum()) : Dot(a, b);
}
