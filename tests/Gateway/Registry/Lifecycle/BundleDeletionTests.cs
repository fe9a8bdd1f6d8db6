using Google.Rpc;
using Grpc.Core;
using Kale.Bundles;
using Kale.Bundles.Tests;
using Kale.Gateway.Tests.Support;
using Kale.Rollouts.Fleet;
using Kale.ServiceDefaults.Tests.Support;
using Kale.V1;

namespace Kale.Gateway.Tests.Registry.Lifecycle;

/// <summary>A bundle goes when nothing needs it, and only then; whatever needs it is named.</summary>
public sealed class BundleDeletionTests : IAsyncLifetime
{
    private static readonly TimeSpan s_held = TimeSpan.FromHours(1);

    private RegistrySuite _suite = null!;

    public async Task InitializeAsync() => _suite = await RegistrySuite.StartAsync();

    public async Task DisposeAsync() => await _suite.DisposeAsync();

    [Fact]
    public async Task Delete_OfWhatNothingNeeds_RemovesItOnceAndIsInTheLog()
    {
        var deleted = await _suite.DeleteAsync(_suite.Student.Id);
        var again = await RichErrors.FailsAsync(_suite.DeleteAsync(_suite.Student.Id));

        Assert.Equal(_suite.Student.Id, deleted.BundleId);
        Assert.Equal(_suite.Student.Manifest.Files.Values.Sum(file => file.Size), (long)deleted.Bytes);
        Assert.False(Directory.Exists(_suite.Student.Directory));
        Assert.Equal((StatusCode.NotFound, "BUNDLE_NOT_FOUND"), (again.StatusCode, again.Reason()));
        var line = Assert.Single(_suite.Gateway.Logs.Lines, line => line.Contains("was deleted by"));
        Assert.Contains(_suite.Student.Id, line, StringComparison.Ordinal);
        Assert.Contains("'somebody': no longer wanted", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delete_ByTheBeginningOfAnId_RemovesThatBundle() => Assert.Equal(
        _suite.Student.Id, (await _suite.DeleteAsync(_suite.Student.Id[..20])).BundleId);

    [Fact]
    public async Task Delete_OfADamagedBundle_RemovesIt()
    {
        File.WriteAllText(Path.Combine(_suite.Student.Directory, BundleManifest.FileName), "{");
        Assert.Equal(0ul, (await _suite.DeleteAsync(_suite.Student.Id)).Bytes);
        Assert.False(Directory.Exists(_suite.Student.Directory));
    }

    [Fact]
    public async Task Delete_OfWhatARouteServesAndASpaceIsMadeOf_NamesThemAll()
    {
        _suite.Store.SetName("first", _suite.Reference.Id);
        var space = _suite.Reference.Manifest.SpaceId;

        Assert.Equal(
            ["NAME first", "ROUTE default", $"SPACE {space}", $"SPACE {space}"],
            await RegistrySuite.KeptByAsync(_suite.DeleteAsync(_suite.Reference.Id), "BUNDLE_IN_USE"));
        Assert.Equal(_suite.Reference.Id, _suite.Store.Find(_suite.Reference.Id).Id);
    }

    [Fact]
    public async Task Delete_OfANamedBundle_NamesTheName()
    {
        _suite.Store.SetName("mine", _suite.Student.Id);
        await KeptByAsync("NAME mine");
        await _suite.ForgetAsync("mine");
        await GoesAsync();
    }

    [Fact]
    public async Task Delete_OfACandidate_WaitsUntilItIsAborted()
    {
        await _suite.StageAsync(_suite.Student.Id);
        await KeptByAsync("ROUTE default");
        await _suite.AbortAsync();
        await GoesAsync();
    }

    [Theory]
    [InlineData(BundleState.Loading)]
    [InlineData(BundleState.Ready)]
    [InlineData(BundleState.Draining)]
    public async Task Delete_OfWhatAReplicaHolds_NamesTheReplica(BundleState state)
    {
        await _suite.ReportAsync(_suite.Student, state);
        await KeptByAsync("REPLICA replica");
    }

    [Fact]
    public async Task Delete_OfWhatAReplicaRefused_RemovesIt()
    {
        await _suite.ReportAsync(_suite.Student, BundleState.Refused);
        await GoesAsync();
    }

    [Fact]
    public async Task Delete_OfWhatACollectionIsEncodedBy_NamesTheCollection()
    {
        var build = await _suite.BuildAsync("docs", _suite.Student);
        await KeptByAsync("COLLECTION docs");
        await _suite.Shelf.CommitAsync("docs", "next", "space-of-others", ("a", [0], null));
        await KeptByAsync("COLLECTION docs"); // for a rollback
        await _suite.Shelf.CommitAsync("docs", "after", "space-of-others", ("a", [0], null));
        await _suite.Shelf.Store.Builds.PruneAsync("docs", 1);
        await GoesAsync();
    }

    [Theory]
    [InlineData(JobState.Queued)]
    [InlineData(JobState.Running)]
    public async Task Delete_OfWhatAnUnfinishedJobReads_NamesTheJob(JobState state)
    {
        _suite.Trainer.Jobs.Add(new Job { JobId = "before", State = JobState.Queued });
        _suite.Trainer.Jobs.Add(
            new Job { JobId = "align", State = state, Encoders = { ["teacher"] = _suite.Student.Id } });
        await KeptByAsync("JOB align");
        _suite.Trainer.Jobs[1].State = JobState.Succeeded;
        await GoesAsync();
    }

    [Fact]
    public async Task Delete_WhileTheTrainerIsAway_TakesNothingForFree()
    {
        await using var gateway = await _suite.StartGatewayAsync(("Trainer:Address", "http://127.0.0.1:1"));
        var error = await RichErrors.FailsAsync(new EncoderRegistry.EncoderRegistryClient(gateway.Channel)
            .DeleteBundleAsync(new DeleteBundleRequest { BundleId = _suite.Student.Id }));
        Assert.Equal((StatusCode.Unavailable, "TRAINER_UNAVAILABLE"), (error.StatusCode, error.Reason()));
        Assert.True(Directory.Exists(_suite.Student.Directory));
    }

    [Fact]
    public async Task Delete_WhileTheVectorStoreIsAway_TakesNothingForFree()
    {
        await using var gateway = await _suite.StartGatewayAsync(
            ("Qdrant:Address", "http://127.0.0.1:1"), ("Qdrant:RetryFor", "00:00:00"));
        var error = await RichErrors.FailsAsync(new EncoderRegistry.EncoderRegistryClient(gateway.Channel)
            .DeleteBundleAsync(new DeleteBundleRequest { BundleId = _suite.Student.Id }));
        Assert.Equal((StatusCode.Unavailable, "STORE_UNAVAILABLE"), (error.StatusCode, error.Reason()));
        Assert.True(Directory.Exists(_suite.Student.Directory));
    }

    [Fact]
    public async Task Delete_WhileAnotherGatewayPutsItOnARoute_IsRefused()
    {
        await _suite.State.PutLeaseAsync($"claim/{_suite.Student.Id}/another", "naming", s_held, default);
        var error = await RichErrors.FailsAsync(_suite.DeleteAsync(_suite.Student.Id));
        Assert.Equal("BUNDLE_IN_USE", error.Reason());
        Assert.True(Directory.Exists(_suite.Student.Directory));
    }

    [Fact]
    public async Task Stage_WhileAnotherGatewayDeletesIt_IsRefused()
    {
        await _suite.State.PutLeaseAsync($"claim/{_suite.Student.Id}/another", "deleting", s_held, default);
        var error = await Assert.ThrowsAsync<RpcException>(() => _suite.StageAsync(_suite.Student.Id));
        Assert.Equal("BUNDLE_IN_USE", error.Reason());
        Assert.Null((await _suite.RouteAsync()).Candidate);
    }

    /// <summary>Whichever comes first: no route names what is not there.</summary>
    [Fact]
    public async Task Delete_AndStageAtOnce_NeverLeaveACandidateWithoutItsBundle()
    {
        await using var another = await _suite.StartGatewayAsync();
        var elsewhere = new EncoderRegistry.EncoderRegistryClient(another.Channel);
        for (var round = 0; round < 20; round++)
        {
            var bundle = WrittenBundles.Write(
                _suite.Store.Directory, TinyEncoders.Dual(), "again", Bundles.BundleFile.OfText("round", $"{round}"));
            var deleting = Settle(
                elsewhere.DeleteBundleAsync(new DeleteBundleRequest { BundleId = bundle.Id }).ResponseAsync);
            var staging = Settle(_suite.StageAsync(bundle.Id));
            await Task.WhenAll(deleting, staging);

            if ((await _suite.RouteAsync()).Candidate is { } candidate)
            {
                Assert.True(_suite.Store.Contains(candidate.BundleId), $"round {round}");
                await _suite.AbortAsync();
            }
        }
    }

    /// <summary>A replica that fetches it has all of it or is told, and has no half of it.</summary>
    [Fact]
    public async Task Delete_WhileAReplicaFetchesIt_LeavesNoHalf()
    {
        const int Large = 4 << 20;
        var bundle = WrittenBundles.Write(
            _suite.Store.Directory, TinyEncoders.Dual(), "large",
            Bundles.BundleFile.OfText("a", new string('a', Large)),
            Bundles.BundleFile.OfText("b", new string('b', Large)));
        using var replica = new TemporaryDirectory();
        var store = new BundleStore(replica["bundles"]);
        using var download = _suite.Registry.DownloadBundle(new DownloadBundleRequest { BundleId = bundle.Id });
        using (var incoming = IncomingBundle.Open(store, bundle.Id))
        {
            Assert.True(await download.ResponseStream.MoveNext(default));
            Write(incoming, download.ResponseStream.Current);
            await _suite.DeleteAsync(bundle.Id);
            var error = await Assert.ThrowsAsync<RpcException>(async () =>
            {
                while (await download.ResponseStream.MoveNext(default))
                    Write(incoming, download.ResponseStream.Current);
            });
            Assert.Contains(error.Reason(), new[] { "BUNDLE_NOT_FOUND", "BUNDLE_MISSING" });
            Assert.False(incoming.IsComplete);
        }

        Assert.Empty(store.List());
    }

    /// <summary>As a gateway that is killed between the two steps leaves it.</summary>
    [Fact]
    public async Task Gateway_ThatStartsAfterAHalfDeletion_HasNothingOfIt()
    {
        var aside = Path.Combine(_suite.Store.Directory, $".removed-{Guid.NewGuid():N}");
        Directory.Move(_suite.Student.Directory, aside);
        File.Delete(Path.Combine(aside, BundleManifest.FileName));

        await using var gateway = await _suite.StartGatewayAsync();

        Assert.False(Directory.Exists(aside));
        var list = await new EncoderRegistry.EncoderRegistryClient(gateway.Channel).ListBundlesAsync(
            new ListBundlesRequest());
        Assert.Equal(
            new[] { _suite.Reference.Id, _suite.Other.Id }.Order(),
            list.Bundles.Select(bundle => bundle.BundleId).Order());
    }

    [Fact]
    public async Task Delete_WithMuchToSay_IsRefusedByField()
    {
        var error = await RichErrors.FailsAsync(_suite.Registry.DeleteBundleAsync(new DeleteBundleRequest
        {
            BundleId = _suite.Student.Id,
            Actor = new string('x', 257),
            Reason = new string('x', 2_001),
        }));
        Assert.Equal(
            ["actor", "reason"], error.Detail<BadRequest>().FieldViolations.Select(violation => violation.Field));
    }

    private static void Write(IncomingBundle incoming, BundleChunk chunk) =>
        incoming.Write(chunk.Path, (long)chunk.Offset, chunk.Data.Span);

    private static async Task Settle(Task call)
    {
        try
        {
            await call;
        }
        catch (RpcException error)
        {
            Assert.Contains(error.Reason(), new[] { "BUNDLE_IN_USE", "BUNDLE_NOT_FOUND" });
        }
    }

    private async Task KeptByAsync(string need)
    {
        Assert.Equal([need], await RegistrySuite.KeptByAsync(_suite.DeleteAsync(_suite.Student.Id), "BUNDLE_IN_USE"));
        Assert.Equal(_suite.Student.Id, _suite.Store.Find(_suite.Student.Id).Id);
    }

    private async Task GoesAsync()
    {
        await _suite.DeleteAsync(_suite.Student.Id);
        Assert.False(Directory.Exists(_suite.Student.Directory));
    }
}
