using Grpc.Core;
using Kale.ContextIndexer.Indexing;
using Kale.ContextIndexer.Tests.Support;
using Kale.ServiceDefaults.Tests.Support;
using Kale.V1;
using static Kale.ContextIndexer.Tests.Support.IndexCall;

namespace Kale.ContextIndexer.Tests.Indexing;

[Collection(IndexerSuite.Name)]
public sealed class ResumeTests(IndexerFixture indexer)
{
    private const int Count = 300;

    private readonly string _name = IndexerFixture.NewName();

    private static Document Numbered(ulong i) =>
        Document($"d{i}", $"This is document {i}. It has two sentences of text.", $"title {i}");

    [Fact]
    public async Task Index_CallersConnectionBreaks_ResumesAfterTheLastAcknowledgement()
    {
        await using var host = await indexer.ReadyAsync(("Pipeline:WindowDocuments", "16"));
        var through = await SendAndVanishAsync(host, Count, after: 100);
        Assert.True(through >= 100);
        Assert.True((await DocumentsAsync(host)) >= through);

        var summary = await ResumeAsync(host, through);

        Assert.Equal((ulong)Count, summary.Through);
        Assert.Equal((ulong)Count, await DocumentsAsync(host));
    }

    [Fact]
    public async Task Index_CallerVanishes_TheServerForgetsIt()
    {
        await using var host = await indexer.ReadyAsync(("Pipeline:WindowDocuments", "8"));
        for (var i = 0; i < 20; i++) await SendAndVanishAsync(host, 60, after: 1);

        var sessions = host.Service<IndexSessions>();
        await Wait.UntilAsync(() => Task.FromResult(sessions.Running), running => running == 0);
        var summary = await ResumeAsync(host, 0);
        Assert.Equal((ulong)Count, await DocumentsAsync(host));
        Assert.True(summary.Counts.DocumentsUnchanged >= 1);
    }

    [Fact]
    public async Task Index_IndexerIsReplaced_TheNextOneGoesOn()
    {
        ulong through;
        await using (var first = await indexer.ReadyAsync(("Pipeline:WindowDocuments", "16")))
            through = await SendAndVanishAsync(first, 200, after: 60);

        await using var second = await indexer.ReadyAsync();
        await ResumeAsync(second, through);
        Assert.Equal((ulong)Count, await DocumentsAsync(second));
    }

    [Fact]
    public async Task Index_IndexerStops_WritesWhatItTookAndSaysSo()
    {
        await using var host = await indexer.ReadyAsync(("Pipeline:WindowDocuments", "16"));
        using var call = await OpenAsync(host.Client, _name);
        for (var i = 1ul; i <= 64; i++) await call.SendAsync(i, Numbered(i));
        await call.WaitForAsync(16);

        var stopping = host.App.StopAsync();
        var error = await call.FailsAsync();
        await stopping;

        Assert.Equal((StatusCode.Unavailable, "SHUTTING_DOWN"), (error.StatusCode, error.Reason()));
        Assert.Equal((int)call.Through,
            (await indexer.AllAsync(_name)).Select(hit => hit.DocumentId).Distinct().Count());
    }

    [Fact]
    public async Task Index_SameSessionFromTwoConnections_TheLaterOneTakesOver()
    {
        var open = new IndexOpen { Collection = _name, CreateIfMissing = true, SessionId = "the session" };
        using var first = await OpenAsync(indexer.Host.Client, open);
        await first.SendAsync(1, Numbered(1));
        await first.WaitForAsync(1);

        using var second = await OpenAsync(indexer.Host.Client, open);
        var error = await first.FailsAsync();
        Assert.Equal((StatusCode.Aborted, "SESSION_TAKEN_OVER"), (error.StatusCode, error.Reason()));
        await second.SendAsync(1, Numbered(1));
        Assert.Equal(1ul, (await second.CompleteAsync()).Counts.DocumentsUnchanged);
    }

    [Fact]
    public async Task Index_ResumeAfter_SkipsWhatTheCallerSawAcknowledged()
    {
        var open = new IndexOpen { Collection = _name, CreateIfMissing = true, SessionId = "s", ResumeAfter = 7 };
        using var call = await OpenAsync(indexer.Host.Client, open);
        Assert.Equal((7ul, "s"), (call.Opened.ResumeAfter, call.Opened.SessionId));
        for (var i = 5ul; i <= 10; i++) await call.SendAsync(i, Numbered(i));
        var summary = await call.CompleteAsync();
        Assert.Equal((10ul, 3ul), (summary.Through, summary.Counts.DocumentsIndexed));
    }

    private async Task<ulong> SendAndVanishAsync(IndexerHost host, int count, ulong after)
    {
        using var call = await OpenAsync(host.Client,
            new IndexOpen { Collection = _name, CreateIfMissing = true, SessionId = _name });
        for (var i = 1ul; i <= (ulong)count; i++) await call.SendAsync(i, Numbered(i));
        await call.WaitForAsync(after);
        call.Vanish();
        return call.Through;
    }

    private async Task<IndexSummary> ResumeAsync(IndexerHost host, ulong through)
    {
        using var call = await OpenAsync(host.Client,
            new IndexOpen { Collection = _name, CreateIfMissing = true, SessionId = _name, ResumeAfter = through });
        for (var i = call.Opened.ResumeAfter + 1; i <= Count; i++) await call.SendAsync(i, Numbered(i));
        return await call.CompleteAsync();
    }

    private async Task<ulong> DocumentsAsync(IndexerHost host) =>
        (await host.Client.GetCollectionAsync(new GetCollectionRequest { Collection = _name })).Documents;
}
