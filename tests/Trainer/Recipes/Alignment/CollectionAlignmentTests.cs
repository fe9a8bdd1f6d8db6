using Kale.Bundles;
using Kale.LocalQdrant;
using Kale.Trainer.Tests.Support;
using Kale.V1;
using Kale.VectorIndex;
using Kale.VectorIndex.Collections;

namespace Kale.Trainer.Tests.Recipes.Alignment;

/// <summary>Alignments on what the student is going to search, read from a real vector store.</summary>
public sealed class CollectionAlignmentTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private LocalQdrantServer _server = null!;
    private VectorStore _store = null!;
    private Bundle _teacher = null!;

    public async Task InitializeAsync()
    {
        _teacher = _directory.PublishTeacher();
        _server = await LocalQdrantServer.StartAsync(
            new LocalQdrantOptions { DataDirectory = _directory["vectors"], Urls = { "http://127.0.0.1:0" } });
        _store = new VectorStore(new VectorStoreOptions { Address = _server.Addresses[0] });
        await IndexAsync("birds", _teacher.Manifest.SpaceId, documents: 60, barren: 4);
        await IndexAsync("bees", _teacher.Manifest.SpaceId, documents: 30, barren: 0);
        await IndexAsync("strangers", "space-other", documents: 30, barren: 0);
    }

    public async Task DisposeAsync()
    {
        _store.Dispose();
        await _server.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task Align_OnNothingNamed_TakesTextsOfAllLiveCollectionsOfTheSpace()
    {
        var (job, messages) = await AlignAsync(_ => { });
        var student = new BundleStore(_directory["bundles"]).Find(Assert.Single(job.BundleIds));
        var sources = student.Manifest.Provenance.AlignedOn;
        Assert.Equal(
            [("collection", "bees"), ("collection", "birds")],
            sources.Select(source => (source.Kind, source.Name)));
        Assert.Equal((60, 4), (sources[1].Documents, sources[1].Barren));
        Assert.Equal(sources.Count, sources.Select(source => source.Fingerprint).Distinct().Count());
        Assert.Contains(
            messages,
            text => text.Contains("birds, from 60 passages, of which 4 gave none", StringComparison.Ordinal));
        Assert.False(File.Exists(_directory["data/jobs/a/collections.json"]));
    }

    [Fact]
    public async Task Align_OnACollectionThatIsNamed_TakesNoOther()
    {
        var (job, _) = await AlignAsync(alignment =>
        {
            alignment.Collections.Add("birds");
            alignment.GeneralShare = 0;
        });
        var student = new BundleStore(_directory["bundles"]).Find(Assert.Single(job.BundleIds));
        Assert.Equal(["birds"], student.Manifest.Provenance.AlignedOn.Select(source => source.Name));
    }

    [Theory]
    [InlineData("strangers")]
    [InlineData("nowhere")]
    public async Task Align_OnACollectionThatIsNotOfTheSpace_FailsAndNamesIt(string collection)
    {
        await using var trainer = await StartAsync();
        var alignment = Unsourced();
        alignment.Collections.Add(collection);
        await trainer.Client.StartAsync("a", Alignments.Spec(alignment));
        var job = await trainer.Client.EndAsync("a");
        Assert.Equal((JobState.Failed, "DATA_NOT_FOUND"), (job.State, job.ErrorReason));
        Assert.Contains(collection, job.ErrorMessage, StringComparison.Ordinal);
    }

    private async Task<(Job Job, List<string> Messages)> AlignAsync(Action<AlignQueryEncoder> change)
    {
        await using var trainer = await StartAsync();
        var alignment = Unsourced();
        change(alignment);
        await trainer.Client.StartAsync("a", Alignments.Spec(alignment));
        var job = await trainer.Client.EndAsync("a");
        Assert.True(job.State == JobState.Succeeded, job.ErrorMessage);
        var messages = (await trainer.Client.WatchAsync("a")).Select(entry => entry.Message).ToList();
        return (job, messages);
    }

    private Task<TestTrainer> StartAsync() =>
        TestTrainer.StartWithRecipesAsync(_directory, $"--Trainer:Qdrant:Address={_server.Addresses[0]}");

    private static AlignQueryEncoder Unsourced()
    {
        var alignment = Alignments.Alignment(new DataSet(), steps: 10);
        alignment.Queries.Clear();
        return alignment;
    }

    private async Task IndexAsync(string collection, string space, int documents, int barren)
    {
        var build = await _store.Builds.StartAsync(
            new BuildRequest(collection, "first", new IndexSpace(space, 2, IndexMetric.Cosine, "bundle-context")));
        await _store.Passages.WriteAsync(build,
        [
            .. Enumerable.Range(0, documents).Select(i => new DocumentPassages(
                $"d{i}", "", "hash", null,
                [
                    new PassageVector(
                        i < barren ? "short" : $"{collection} number {i} sing. they fly {i * 7} miles a day.", [1, i]),
                ])),
        ]);
        await _store.Builds.CommitAsync(build.BuildId, new CommitConditions());
    }
}
