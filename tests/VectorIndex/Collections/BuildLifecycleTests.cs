using Kale.VectorIndex.Tests.Support;
using Qdrant.Client.Grpc;
using static Kale.VectorIndex.Tests.Support.Samples;

namespace Kale.VectorIndex.Tests.Collections;

[Collection(QdrantSuite.Name)]
public sealed class BuildLifecycleTests(QdrantFixture qdrant)
{
    private readonly VectorStore _store = qdrant.Store;

    [Fact]
    public async Task EnsureServing_NewName_MakesAServingBuildOfTheSpace()
    {
        var name = NewName();
        var build = await _store.Builds.EnsureServingAsync(Request(name));

        Assert.Equal((name, IndexBuildState.Serving, Space), (build.Collection, build.State, build.Space));
        Assert.Equal($"{name}--{build.BuildId}", build.PhysicalName);
        Assert.Equivalent(build, await _store.Catalog.GetServingAsync(name));
        Assert.Equivalent(build, await _store.Builds.EnsureServingAsync(Request(name)));
    }

    [Fact]
    public async Task EnsureServing_ManyWritersAtOnce_GetTheSameBuild()
    {
        var name = NewName();
        using var other = new VectorStore(qdrant.Options());
        var builds = await Task.WhenAll(Enumerable.Range(0, 16)
            .Select(i => (i % 2 == 0 ? _store : other).Builds.EnsureServingAsync(Request(name))));

        Assert.Single(builds.Select(build => build.PhysicalName).Distinct());
        Assert.Single((await _store.Catalog.GetAsync(name)).Builds);
    }

    [Fact]
    public async Task EnsureServing_OtherSpace_NamesBothSpaces()
    {
        var build = await _store.NewCollectionAsync();
        var error = await FailsAsync(VectorIndexError.SpaceMismatch,
            () => _store.Builds.EnsureServingAsync(Request(build.Collection, OtherSpace)));
        Assert.Contains("space-a", error.Message, StringComparison.Ordinal);
        Assert.Contains("space-b", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a--b")]
    [InlineData("-a")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("ü")]
    [InlineData("a\n")]
    public async Task EnsureServing_ImpossibleName_SaysWhichNamesThereAre(string name)
    {
        await FailsAsync(VectorIndexError.InvalidName, () => _store.Builds.EnsureServingAsync(Request(name)));
        await FailsAsync(VectorIndexError.InvalidName, () =>
            _store.Builds.EnsureServingAsync(Request(new string('a', 129))));
    }

    [Fact]
    public async Task EnsureServing_CollectionOfSomebodyElse_LeavesItAlone()
    {
        var name = NewName();
        await qdrant.RawAsync(client => client.CreateCollectionAsync(
            name, new VectorParams { Size = Dims, Distance = Distance.Cosine }));

        await FailsAsync(VectorIndexError.ForeignCollection, () => _store.Builds.EnsureServingAsync(Request(name)));
        Assert.DoesNotContain(await _store.Catalog.ListAsync(), collection => collection.Name == name);
        await qdrant.RawAsync(client => client.DeleteCollectionAsync(name));
    }

    [Fact]
    public async Task Start_SameRequestTwice_IsTheSameBuild()
    {
        var name = NewName();
        var first = await _store.Builds.StartAsync(Request(name));
        var again = await _store.Builds.StartAsync(Request(name));
        var other = await _store.Builds.StartAsync(Request(name, request: "run-2"));

        Assert.Equal(IndexBuildState.Building, first.State);
        Assert.Equivalent(first, again);
        Assert.NotEqual(first.BuildId, other.BuildId);
        await FailsAsync(VectorIndexError.CollectionNotFound, () => _store.Catalog.GetServingAsync(name));
        await FailsAsync(VectorIndexError.SpaceMismatch, () => _store.Builds.StartAsync(Request(name, OtherSpace)));
    }

    [Fact]
    public async Task Commit_BuildBesideAServingOne_SwitchesAndRetires()
    {
        var old = await _store.NewCollectionAsync();
        await _store.Passages.WriteAsync(old, [Document("a")]);
        var build = await _store.Builds.StartAsync(Request(old.Collection));
        await _store.Passages.WriteAsync(build, [Document("a", 2), Document("b")]);
        Assert.Equal(old.BuildId, (await _store.Catalog.GetServingAsync(old.Collection)).BuildId);

        var move = await _store.Builds.CommitAsync(build.BuildId, new CommitConditions { Passages = 3, Documents = 2 });

        Assert.Equal((build.BuildId, IndexBuildState.Serving), (move.Serving.BuildId, move.Serving.State));
        Assert.Equal((old.BuildId, IndexBuildState.Retired), (move.Retired!.BuildId, move.Retired.State));
        var collection = await _store.Catalog.GetAsync(old.Collection);
        Assert.Equal([build.BuildId, old.BuildId], collection.Builds.Select(b => b.BuildId));
        Assert.Equal([IndexBuildState.Serving, IndexBuildState.Retired], collection.Builds.Select(b => b.State));
    }

    [Fact]
    public async Task Commit_WhatServesAlready_ChangesNothing()
    {
        var old = await _store.NewCollectionAsync();
        var build = await _store.Builds.StartAsync(Request(old.Collection));
        var first = await _store.Builds.CommitAsync(build.BuildId, new CommitConditions());
        var again = await _store.Builds.CommitAsync(build.BuildId, new CommitConditions());
        Assert.Equal(first.Serving.BuildId, again.Serving.BuildId);
        Assert.Equal(first.Retired!.BuildId, again.Retired!.BuildId);
    }

    [Theory]
    [InlineData(2L, null)]
    [InlineData(null, 5L)]
    public async Task Commit_OtherCounts_LeavesTheOldOneServing(long? passages, long? documents)
    {
        var old = await _store.NewCollectionAsync();
        var build = await _store.Builds.StartAsync(Request(old.Collection));
        await _store.Passages.WriteAsync(build, [Document("a", 3)]);

        await FailsAsync(VectorIndexError.CountMismatch,
            () => _store.Builds.CommitAsync(build.BuildId,
                new CommitConditions { Passages = passages, Documents = documents }));
        Assert.Equal(old.BuildId, (await _store.Catalog.GetServingAsync(old.Collection)).BuildId);
    }

    [Fact]
    public async Task Commit_OtherSpace_IsRefusedUnlessAllowed()
    {
        var old = await _store.NewCollectionAsync();
        var build = await _store.Builds.StartAsync(Request(old.Collection, OtherSpace));

        await FailsAsync(VectorIndexError.SpaceMismatch, () =>
            _store.Builds.CommitAsync(build.BuildId, new CommitConditions()));
        await _store.Builds.CommitAsync(build.BuildId, new CommitConditions { AllowSpaceChange = true });
        Assert.Equal(OtherSpace, (await _store.Catalog.GetServingAsync(old.Collection)).Space);
    }

    [Fact]
    public async Task Rollback_AfterCommits_GoesBackOneAtATime()
    {
        var first = await _store.NewCollectionAsync();
        var second = await CommitNewAsync(first.Collection, "run-2");
        var third = await CommitNewAsync(first.Collection, "run-3");

        var move = await _store.Builds.RollbackAsync(first.Collection);
        Assert.Equal((second.BuildId, third.BuildId), (move.Serving.BuildId, move.Retired!.BuildId));
        move = await _store.Builds.RollbackAsync(first.Collection);
        Assert.Equal((first.BuildId, second.BuildId), (move.Serving.BuildId, move.Retired!.BuildId));
        await FailsAsync(VectorIndexError.NothingToRollBack, () => _store.Builds.RollbackAsync(first.Collection));

        // And forward again.
        await _store.Builds.CommitAsync(third.BuildId, new CommitConditions());
        Assert.Equal(third.BuildId, (await _store.Catalog.GetServingAsync(first.Collection)).BuildId);
    }

    [Fact]
    public async Task Abort_ByState_DropsOnlyWhatNeverServed()
    {
        var old = await _store.NewCollectionAsync();
        var serving = await CommitNewAsync(old.Collection, "run-2");
        var build = await _store.Builds.StartAsync(Request(old.Collection, request: "run-3"));

        await _store.Builds.AbortAsync(build.BuildId);

        await FailsAsync(VectorIndexError.BuildNotFound, () => _store.Builds.AbortAsync(build.BuildId));
        await FailsAsync(VectorIndexError.BuildIsServing, () => _store.Builds.AbortAsync(serving.BuildId));
        await FailsAsync(VectorIndexError.BuildIsRetired, () => _store.Builds.AbortAsync(old.BuildId));
        await FailsAsync(VectorIndexError.BuildNotFound, () => _store.Builds.CommitAsync("", new CommitConditions()));
    }

    [Fact]
    public async Task Prune_ManyRetired_KeepsTheNewestAndTheWayBack()
    {
        var first = await _store.NewCollectionAsync();
        var second = await CommitNewAsync(first.Collection, "run-2");
        var third = await CommitNewAsync(first.Collection, "run-3");
        var fourth = await CommitNewAsync(first.Collection, "run-4");

        var dropped = await _store.Builds.PruneAsync(first.Collection, keep: 2);

        Assert.Equal([first.BuildId], dropped.Select(build => build.BuildId));
        var left = (await _store.Catalog.GetAsync(first.Collection)).Builds;
        Assert.Equal([fourth.BuildId, third.BuildId, second.BuildId], left.Select(build => build.BuildId));
        await _store.Builds.PruneAsync(first.Collection, keep: 0);
        Assert.Equal(third.BuildId, (await _store.Builds.RollbackAsync(first.Collection)).Serving.BuildId);
    }

    [Fact]
    public async Task Commit_UnderSearches_NoSearchFails()
    {
        var build = await _store.NewCollectionAsync();
        await _store.Passages.WriteAsync(build, [Document("a")]);
        using var stop = new CancellationTokenSource();
        var searches = Task.Run(async () =>
        {
            var done = 0;
            for (; !stop.IsCancellationRequested; done++)
            {
                var serving = await _store.Catalog.GetServingAsync(build.Collection);
                Assert.Single(await _store.Searcher.SearchAsync(serving, new PassageQuery(Vector("a"))));
            }
            return done;
        });

        for (var i = 2; i < 12; i++)
        {
            var next = await _store.Builds.StartAsync(Request(build.Collection, request: $"run-{i}"));
            await _store.Passages.WriteAsync(next, [Document("a")]);
            await _store.Builds.CommitAsync(next.BuildId, new CommitConditions());
        }
        await stop.CancelAsync();
        Assert.True(await searches > 0);
    }

    private async Task<IndexBuild> CommitNewAsync(string collection, string request)
    {
        var build = await _store.Builds.StartAsync(Request(collection, request: request));
        return (await _store.Builds.CommitAsync(build.BuildId, new CommitConditions())).Serving;
    }
}
