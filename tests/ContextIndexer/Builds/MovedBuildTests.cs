using Grpc.Core;
using Kale.ContextIndexer.Tests.Support;
using Kale.V1;
using Kale.VectorIndex;
using Kale.VectorIndex.Tests.Support;
using static Kale.ContextIndexer.Tests.Support.IndexCall;

namespace Kale.ContextIndexer.Tests.Builds;

/// <summary>
/// Another build begins to serve while the store holds a write: nothing may be acknowledged into the old.
/// </summary>
[Collection(IndexerSuite.Name)]
public sealed class MovedBuildTests(IndexerFixture indexer) : IAsyncLifetime
{
    private readonly string _name = IndexerFixture.NewName();
    private FaultyProxy _proxy = null!;
    private IndexerHost _host = null!;

    private ContextIndexing.ContextIndexingClient Direct => indexer.Host.Client;

    public async Task InitializeAsync()
    {
        _proxy = await FaultyProxy.StartAsync(indexer.StoreAddress);
        _host = await IndexerHost.ReadyAsync(indexer.Bundles, _proxy.Address);
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _proxy.DisposeAsync();
    }

    [Fact]
    public async Task Index_WhileAnotherBuildBeginsToServe_AcknowledgesNothingIntoTheOld()
    {
        await RunAsync(Direct, _name, Document("first", "x."));
        var next = await StartAsync("next");
        using var call = await OpenAsync(_host.Client, _name);
        Before("Upsert", () => CommitAsync(next));
        await call.TrySendAsync(
            new IndexRequest { Document = new IndexDocument { Sequence = 1, Document = Document("late", "x.") } });
        await call.FailsAsync(StatusCode.Aborted, "COLLECTION_MOVED");
        Assert.Equal(0ul, call.Through);
    }

    [Fact]
    public async Task Index_IntoANamedBuildThatIsRetiredMeanwhile_AcknowledgesNothing()
    {
        await RunAsync(Direct, _name, Document("first", "x."));
        var (mine, next) = (await StartAsync("mine"), await StartAsync("next"));
        using var call = await OpenAsync(_host.Client, new IndexOpen { Collection = _name, BuildId = mine.BuildId });
        await call.SendAsync(1, Document("early", "x."));
        await call.WaitForAsync(1);
        await CommitAsync(mine);
        await call.SendAsync(2, Document("served", "x."));
        await call.WaitForAsync(2);

        Before("Upsert", () => CommitAsync(next));
        await call.TrySendAsync(
            new IndexRequest { Document = new IndexDocument { Sequence = 3, Document = Document("late", "x.") } });
        await call.FailsAsync(StatusCode.FailedPrecondition, "BUILD_IS_RETIRED");
        Assert.Equal(2ul, call.Through);
    }

    [Fact]
    public async Task Delete_WhileAnotherBuildBeginsToServe_IsNotSaidToBeDone()
    {
        await RunAsync(Direct, _name, Document("kept", "x."), Document("gone", "x."));
        var next = await StartAsync("next");
        using (var call = await OpenAsync(Direct, new IndexOpen { Collection = _name, BuildId = next.BuildId }))
        {
            await call.SendAsync(1, Document("gone", "x."));
            await call.CompleteAsync();
        }
        Before("Delete", () => CommitAsync(next));
        var request = new DeleteDocumentsRequest { Collection = _name, DocumentIds = { "gone" } };
        var error = await Assert.ThrowsAsync<RpcException>(
            async () => await _host.Client.DeleteDocumentsAsync(request));
        Assert.Contains(next.BuildId, error.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(1ul, (await _host.Client.DeleteDocumentsAsync(request)).DocumentsDeleted);
        Assert.Empty(await indexer.AllAsync(_name));
    }

    private void Before(string method, Func<Task> happens)
    {
        var once = 0;
        _proxy.Before = called =>
        {
            if (called == method && Interlocked.Exchange(ref once, 1) == 0) happens().GetAwaiter().GetResult();
            return null;
        };
    }

    private async Task<Build> StartAsync(string request) =>
        await Direct.StartBuildAsync(new StartBuildRequest { Collection = _name, RequestId = request });

    private async Task CommitAsync(Build build) =>
        await Direct.CommitBuildAsync(new CommitBuildRequest { BuildId = build.BuildId });
}
