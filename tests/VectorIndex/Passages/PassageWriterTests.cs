using Kale.VectorIndex.Tests.Support;
using static Kale.VectorIndex.Tests.Support.Samples;

namespace Kale.VectorIndex.Tests.Passages;

[Collection(QdrantSuite.Name)]
public sealed class PassageWriterTests(QdrantFixture qdrant)
{
    private readonly VectorStore _store = qdrant.Store;

    [Fact]
    public async Task Find_WrittenAndUnknownDocuments_ReturnsTheWritten()
    {
        var build = await _store.NewCollectionAsync();
        await _store.Passages.WriteAsync(build, [Document("a"), Document("b/1", 3), Document("ü", 2)]);

        var found = await _store.Passages.FindAsync(build, ["a", "b/1", "ü", "b", "nobody"]);

        Assert.Equal(3, found.Count);
        Assert.Equal(new StoredDocument("hash-a-1", 1), found["a"]);
        Assert.Equal(new StoredDocument("hash-b/1-1", 3), found["b/1"]);
        Assert.Equal(new StoredDocument("hash-ü-1", 2), found["ü"]);
    }

    [Fact]
    public async Task Write_LaterVersions_LeaveNothingOfEarlierOnes()
    {
        var build = await _store.NewCollectionAsync();
        foreach (var (passages, removed) in new[] { (5, 0), (2, 3), (7, 0), (1, 6), (1, 0) })
        {
            var version = $"{passages} after {removed}";
            var counts = await _store.Passages.WriteAsync(build, [Document("a", passages, version)]);

            Assert.Equal(new WriteCounts(passages, removed), counts);
            Assert.Equal(new BuildCounts(passages, 1, 0), await _store.Catalog.CountAsync(build));
            Assert.Equal(new StoredDocument($"hash-a-{version}", passages),
                (await _store.Passages.FindAsync(build, ["a"]))["a"]);
            Assert.All(await AllAsync(build), hit => Assert.Contains(version, hit.Text, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Write_InterruptedAnywhere_IsSeenAndRepairedByTheNextVersion()
    {
        await using var proxy = await FaultyProxy.StartAsync(qdrant.Address);
        using var broken = new VectorStore(
            new VectorStoreOptions { Address = proxy.Address, RetryFor = TimeSpan.Zero, MaxBatchPassages = 2 });
        foreach (var (before, after) in new[] { (0, 5), (5, 2), (2, 6), (4, 4), (0, 2) })
        {
            for (var stopAt = 1; ; stopAt++)
            {
                var build = await _store.NewCollectionAsync();
                if (before > 0) await _store.Passages.WriteAsync(build, [Document("a", before, "before")]);
                var writes = 0;
                proxy.Before = method => method is "Upsert" or "Delete" && ++writes == stopAt ? new Fault(14) : null;
                try
                {
                    await broken.Passages.WriteAsync(build, [Document("a", after, "after")]);
                    break; // Every call of this write was once the one that failed.
                }
                catch (VectorIndexException error)
                {
                    Assert.Equal(VectorIndexError.StoreUnavailable, error.Code);
                }

                // Whatever was written, the document does not pass for the new version,
                var hash = (await _store.Passages.FindAsync(build, ["a"])).GetValueOrDefault("a")?.ContentHash;
                Assert.True(hash is null || (hash == "hash-a-before" && stopAt == 1),
                    $"{hash} after {stopAt - 1} writes");
                if (stopAt > 1)
                {
                    Assert.Equal(1, (await _store.Catalog.CountAsync(build)).IncompleteDocuments);
                    await FailsAsync(VectorIndexError.IncompleteDocuments,
                        () => CommitAnewAsync(build));
                }

                // and any version written next leaves nothing of it.
                await _store.Passages.WriteAsync(build, [Document("a", 3, "next")]);
                Assert.Equal(new BuildCounts(3, 1, 0), await _store.Catalog.CountAsync(build));
                Assert.All(await AllAsync(build), hit => Assert.Contains("next", hit.Text, StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public async Task Write_ManyPassages_SendsBatchesWithinBothBounds()
    {
        await using var proxy = await FaultyProxy.StartAsync(qdrant.Address);
        using var store = new VectorStore(new VectorStoreOptions { Address = proxy.Address });
        var build = await store.NewCollectionAsync();
        var large = Document("large") with
        {
            Passages =
                [.. Enumerable.Range(0, 30).Select(i => new PassageVector(new string('x', 900_000), Vector($"{i}")))],
        };
        await store.Passages.WriteAsync(build, [large, .. Enumerable.Range(0, 600).Select(i => Document($"d{i}"))]);

        var upserts = proxy.Calls.Where(call => call.Method == "Upsert").ToList();
        Assert.All(upserts, call => Assert.InRange(call.Bytes, 1, 5_000_000));
        Assert.InRange(upserts.Count, 600 / 256 + 30 / 4, 20);
        Assert.Equal(new BuildCounts(630, 601, 0), await store.Catalog.CountAsync(build));
    }

    [Fact]
    public async Task Write_OnePassageLargerThanABatch_IsSentAlone()
    {
        var build = await _store.NewCollectionAsync();
        var text = new string('x', 5_500_000);
        var document = Document("a") with { Passages = [new PassageVector(text, Vector("a"))] };
        await _store.Passages.WriteAsync(build, [document, Document("b")]);
        Assert.Contains(await AllAsync(build), hit => hit.Text.Length == text.Length);
    }

    [Fact]
    public async Task Write_ImpossibleVectors_WritesNothing()
    {
        var build = await _store.NewCollectionAsync();
        var shorter = new float[Dims - 1];
        float[][] vectors = [shorter, [.. shorter, float.NaN], [.. shorter, float.PositiveInfinity]];
        foreach (var vector in vectors)
        {
            var bad = Document("bad") with { Passages = [new PassageVector("x", vector)] };
            var error = await FailsAsync(VectorIndexError.InvalidVector, () =>
                _store.Passages.WriteAsync(build, [Document("a"), bad]));
            Assert.Contains("'bad'", error.Message, StringComparison.Ordinal);
        }
        Assert.Equal(0, (await _store.Catalog.CountAsync(build)).Passages);
    }

    [Fact]
    public async Task Write_ReservedPayloadKey_IsRefused()
    {
        var build = await _store.NewCollectionAsync();
        await FailsAsync(VectorIndexError.InvalidRequest,
            () => _store.Passages.WriteAsync(build, [Document("a", payload: """{"kale": 1}""")]));
    }

    [Fact]
    public async Task Write_TwoWritersOnTheSameDocuments_EndWithWholeVersions()
    {
        var build = await _store.NewCollectionAsync();
        var random = new Random(3);
        await Task.WhenAll(Enumerable.Range(0, 12).Select(i => _store.Passages.WriteAsync(build,
            [.. Enumerable.Range(0, 5).Select(d => Document($"d{d}", random.Next(1, 6), $"v{i}"))])));

        var hits = await AllAsync(build);
        foreach (var document in hits.GroupBy(hit => hit.DocumentId))
        {
            Assert.Single(document.Select(hit => hit.Text.Split(' ')[1]).Distinct());
            Assert.Equal(Enumerable.Range(0, document.Count()), document.Select(hit => hit.Ordinal).Order());
        }
    }

    [Fact]
    public async Task Delete_SomeDocuments_RemovesAllTheirPassages()
    {
        var build = await _store.NewCollectionAsync();
        await _store.Passages.WriteAsync(build, [Document("a", 4), Document("b"), Document("c", 2)]);

        Assert.Equal(new DeleteCounts(2, 5), await _store.Passages.DeleteAsync(build, ["a", "b", "nobody", "a"]));
        Assert.Equal(new BuildCounts(2, 1, 0), await _store.Catalog.CountAsync(build));
        Assert.Equal(new DeleteCounts(0, 0), await _store.Passages.DeleteAsync(build, ["a"]));
    }

    [Fact]
    public async Task Write_DroppedBuild_IsNotFound()
    {
        var build = await _store.Builds.StartAsync(Request(NewName()));
        await _store.Builds.AbortAsync(build.BuildId);
        await FailsAsync(VectorIndexError.CollectionNotFound, () => _store.Passages.WriteAsync(build, [Document("a")]));
    }

    private async Task CommitAnewAsync(IndexBuild serving)
    {
        // What serves is not counted again by a commit, so the same points are put to the test as a build of their own.
        var build = serving with { State = IndexBuildState.Building };
        new CommitConditions().Require(build, await _store.Catalog.CountAsync(build));
    }

    private Task<IReadOnlyList<PassageHit>> AllAsync(IndexBuild build) =>
        _store.Searcher.SearchAsync(build, new PassageQuery(Vector("any")) { Limit = 1_000 });
}
