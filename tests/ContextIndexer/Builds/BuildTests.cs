using Google.Rpc;
using Grpc.Core;
using Kale.ContextIndexer.Tests.Support;
using Kale.V1;
using static Kale.ContextIndexer.Tests.Support.IndexCall;

namespace Kale.ContextIndexer.Tests.Builds;

[Collection(IndexerSuite.Name)]
public sealed class BuildTests(IndexerFixture indexer)
{
    private readonly ContextIndexing.ContextIndexingClient _client = indexer.Host.Client;
    private readonly string _name = IndexerFixture.NewName();

    [Fact]
    public async Task Build_BesideAServingOne_IsSearchedOnlyAfterItsCommit()
    {
        await RunAsync(_client, _name, Document("old", "old text."));
        var build = await StartAsync();
        Assert.Equal((BuildState.Building, _name, indexer.Encoder.Manifest.SpaceId),
            (build.State, build.Collection, build.SpaceId));
        var (summary, _) = await RunAsync(
            _client, new IndexOpen { Collection = _name, BuildId = build.BuildId }, Document("new-1", "a."),
            Document("new-2", "b."));
        Assert.Equal(2ul, summary.Counts.DocumentsIndexed);
        Assert.Equal("old", Assert.Single(await indexer.AllAsync(_name)).DocumentId);

        var committed = await _client.CommitBuildAsync(
            new CommitBuildRequest { BuildId = build.BuildId, ExpectedDocuments = 2, ExpectedPassages = 2 });

        Assert.Equal((build.BuildId, BuildState.Serving, 2ul),
            (committed.Serving.BuildId, committed.Serving.State, committed.Serving.Passages));
        Assert.Equal((BuildState.Retired, 1ul), (committed.Retired.State, committed.Retired.Passages));
        Assert.Equal(2, (await indexer.AllAsync(_name)).Count);

        var back = await _client.RollbackBuildAsync(
            new RollbackBuildRequest { Collection = _name, FromBuildId = build.BuildId });
        Assert.Equal(committed.Retired.BuildId, back.Serving.BuildId);
        Assert.Equal("old", Assert.Single(await indexer.AllAsync(_name)).DocumentId);
        await _client.RollbackBuildAsync(new RollbackBuildRequest { Collection = _name, FromBuildId = build.BuildId })
            .FailsAsync(StatusCode.Aborted, "SERVING_CHANGED");
    }

    [Fact]
    public async Task StartBuild_SameRequestId_IsTheSameBuild()
    {
        Assert.Equal((await StartAsync("run")).BuildId, (await StartAsync("run")).BuildId);
        Assert.NotEqual((await StartAsync("run")).BuildId, (await StartAsync("another")).BuildId);
        Assert.NotEqual((await StartAsync("")).BuildId, (await StartAsync("")).BuildId);
    }

    [Fact]
    public async Task CommitBuild_FirstOfACollection_MakesItSearchable()
    {
        var build = await StartAsync();
        await RunAsync(_client, new IndexOpen { Collection = _name, BuildId = build.BuildId }, Document("d", "x."));
        await _client.GetCollectionAsync(new GetCollectionRequest { Collection = _name }).ResponseAsync;
        var committed = await _client.CommitBuildAsync(new CommitBuildRequest { BuildId = build.BuildId });
        Assert.Null(committed.Retired);
        Assert.Single(await indexer.AllAsync(_name));
    }

    [Theory]
    [InlineData(3ul, null)]
    [InlineData(null, 0ul)]
    public async Task CommitBuild_OtherCounts_IsRefusedWithTheNumbers(ulong? passages, ulong? documents)
    {
        await RunAsync(_client, _name, Document("old", "x."));
        var build = await StartAsync();
        await RunAsync(_client, new IndexOpen { Collection = _name, BuildId = build.BuildId }, Document("a", "x."),
            Document("b", "x."));
        var request = new CommitBuildRequest { BuildId = build.BuildId };
        if (passages is { } p) request.ExpectedPassages = p;
        if (documents is { } d) request.ExpectedDocuments = d;

        var error = await _client.CommitBuildAsync(request).FailsAsync(StatusCode.FailedPrecondition, "COUNT_MISMATCH");

        var numbers = $"holds 2 {(passages is null ? "documents" : "passages")}, expected were {passages ?? documents}";
        Assert.Contains(numbers, error.Status.Detail, StringComparison.Ordinal);
        Assert.Equal("COUNT_MISMATCH", Assert.Single(error.Detail<PreconditionFailure>().Violations).Type);
        Assert.Equal("old", Assert.Single(await indexer.AllAsync(_name)).DocumentId);
    }

    [Fact]
    public async Task CommitBuild_OfAnotherSpace_IsRefusedUnlessAllowed()
    {
        await RunAsync(_client, _name, Document("old", "x."));
        indexer.Bundles.Publish("third", seed: 3);
        await using var host = await indexer.ReadyAsync(("Encoder", "third"));
        var build = await host.Client.StartBuildAsync(new StartBuildRequest { Collection = _name });

        await _client.CommitBuildAsync(new CommitBuildRequest { BuildId = build.BuildId })
            .FailsAsync(StatusCode.FailedPrecondition, "SPACE_MISMATCH");
        await host.Client.CommitBuildAsync(new CommitBuildRequest { BuildId = build.BuildId, AllowSpaceChange = true });
        Assert.Equal(build.SpaceId,
            (await _client.GetCollectionAsync(new GetCollectionRequest { Collection = _name })).SpaceId);
    }

    [Fact]
    public async Task CommitBuild_ManyTimes_KeepsOneRetiredBuild()
    {
        for (var i = 0; i < 4; i++)
            await _client.CommitBuildAsync(new CommitBuildRequest { BuildId = (await StartAsync($"{i}")).BuildId });
        var collection = await _client.GetCollectionAsync(new GetCollectionRequest { Collection = _name });
        Assert.Equal([BuildState.Serving, BuildState.Retired], collection.Builds.Select(build => build.State));
    }

    [Fact]
    public async Task AbortBuild_ByState_DropsOnlyWhatNeverServed()
    {
        var build = await StartAsync();
        var aborted = await _client.AbortBuildAsync(new AbortBuildRequest { BuildId = build.BuildId });
        Assert.Equal((build.BuildId, BuildState.Aborted), (aborted.BuildId, aborted.State));
        await _client.AbortBuildAsync(new AbortBuildRequest { BuildId = build.BuildId })
            .FailsAsync(StatusCode.NotFound, "BUILD_NOT_FOUND");

        var serving = await StartAsync();
        await _client.CommitBuildAsync(new CommitBuildRequest { BuildId = serving.BuildId });
        await _client.AbortBuildAsync(new AbortBuildRequest { BuildId = serving.BuildId })
            .FailsAsync(StatusCode.FailedPrecondition, "BUILD_IS_SERVING");
        await _client.RollbackBuildAsync(new RollbackBuildRequest { Collection = _name })
            .FailsAsync(StatusCode.FailedPrecondition, "NOTHING_TO_ROLL_BACK");
    }

    [Fact]
    public async Task Index_AliasMovesUnderTheStream_EndsIt()
    {
        using var call = await OpenAsync(_client, _name);
        await call.SendAsync(1, Document("a", "x."));
        await call.WaitForAsync(1);
        await _client.CommitBuildAsync(new CommitBuildRequest { BuildId = (await StartAsync()).BuildId });

        await call.SendAsync(2, Document("b", "x."));
        await call.FailsAsync(StatusCode.Aborted, "COLLECTION_MOVED");
        Assert.Empty(await indexer.AllAsync(_name));
    }

    [Fact]
    public async Task Index_IntoARetiredBuildOrOneOfAnotherCollection_IsRefused()
    {
        var first = await StartAsync("1");
        await _client.CommitBuildAsync(new CommitBuildRequest { BuildId = first.BuildId });
        await _client.CommitBuildAsync(new CommitBuildRequest { BuildId = (await StartAsync("2")).BuildId });

        using var retired = Raw(_client);
        await retired.SendAsync(
            new IndexRequest { Open = new IndexOpen { Collection = _name, BuildId = first.BuildId } });
        await retired.FailsAsync(StatusCode.FailedPrecondition, "BUILD_IS_RETIRED");
        using var other = Raw(_client);
        var open = new IndexOpen { Collection = IndexerFixture.NewName(), BuildId = first.BuildId };
        await other.SendAsync(new IndexRequest { Open = open });
        await other.FailsAsync(StatusCode.InvalidArgument, "INVALID_REQUEST");
    }

    private async Task<Build> StartAsync(string requestId = "") =>
        await _client.StartBuildAsync(new StartBuildRequest { Collection = _name, RequestId = requestId });
}
