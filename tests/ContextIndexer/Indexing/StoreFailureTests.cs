using Google.Rpc;
using Grpc.Core;
using Kale.ContextIndexer.Tests.Support;
using Kale.V1;
using Kale.VectorIndex.Tests.Support;
using static Kale.ContextIndexer.Tests.Support.IndexCall;

namespace Kale.ContextIndexer.Tests.Indexing;

public sealed class StoreFailureTests : IDisposable
{
    private const int RefusedStream = 7;
    private const int EnhanceYourCalm = 11;
    private readonly TinyBundles _bundles = new();

    public StoreFailureTests() => _bundles.Publish("context");

    public void Dispose() => _bundles.Dispose();

    private static Document Numbered(ulong i) =>
        Document($"d{i}", $"This is document {i}. It has two sentences of text.");

    [Fact]
    public async Task Index_StoreIsKilledAndComesBack_TheStreamGoesOn()
    {
        await using var store = await StoreProcess.StartAsync();
        await using var host = await HostAsync(store);
        using var call = await OpenAsync(host.Client, "docs");
        for (var i = 1ul; i <= 40; i++) await call.SendAsync(i, Numbered(i));
        await call.WaitForAsync(16);

        await store.KillAsync();
        for (var i = 41ul; i <= 60; i++) await call.SendAsync(i, Numbered(i));
        await store.StartAgainAsync();

        Assert.Equal((60ul, 0ul), ((await call.CompleteAsync()).Through, call.Counts.DocumentsFailed));
        Assert.Equal(60ul, await DocumentsAsync(host));
    }

    [Fact]
    public async Task Index_StoreIsKilledForLong_TheCallerResumesAndNothingAcknowledgedIsLost()
    {
        await using var store = await StoreProcess.StartAsync();
        await using var host = await HostAsync(store, ("Qdrant:RetryFor", "00:00:00"));
        using var call = await OpenAsync(host.Client, "docs");
        for (var i = 1ul; i <= 40; i++) await call.SendAsync(i, Numbered(i));
        await call.WaitForAsync(16);
        await store.KillAsync();
        await call.TrySendAsync(
            new IndexRequest { Document = new IndexDocument { Sequence = 41, Document = Numbered(41) } });
        await call.FailsAsync(StatusCode.Unavailable, "STORE_UNAVAILABLE");

        await store.StartAgainAsync();
        await using var again = await HostAsync(store);
        Assert.True(await DocumentsAsync(again) >= call.Through);
        using var resumed =
            await OpenAsync(again.Client, new IndexOpen { Collection = "docs", ResumeAfter = call.Through });
        for (var i = call.Through + 1; i <= 60; i++) await resumed.SendAsync(i, Numbered(i));
        await resumed.CompleteAsync();
        Assert.Equal(60ul, await DocumentsAsync(again));
    }

    [Fact]
    public async Task Index_StoresDiskIsFull_SaysSoAndWhatWasAcknowledgedIsThere()
    {
        await using var store = await StoreProcess.StartAsync(maxFileKilobytes: 64);
        await using var host = await HostAsync(store);
        using var call = await OpenAsync(host.Client, "docs");
        var sending = Task.Run(async () =>
        {
            for (var i = 1ul; i <= 2_000; i++)
                await call.SendAsync(i, Document($"d{i}", $"{i} " + new string('x', 500)));
        });

        await call.FailsAsync(StatusCode.ResourceExhausted, "STORAGE_FULL");

        await Assert.ThrowsAnyAsync<Exception>(() => sending);
        Assert.InRange(call.Through, 1ul, 1_999ul);
        Assert.True(await DocumentsAsync(host) >= call.Through);
    }

    [Theory]
    [InlineData(RefusedStream)]
    [InlineData(EnhanceYourCalm)]
    public async Task Index_StoresConnectionTakesNoMoreCalls_SaysWhenToComeAgain(int code)
    {
        await using var store = await StoreProcess.StartAsync();
        await using var proxy = await FaultyProxy.StartAsync(store.Address);
        await using var host =
            await IndexerHost.ReadyAsync(_bundles, proxy.Address, ("Qdrant:RetryFor", "00:00:01"));
        using var call = await OpenAsync(host.Client, "docs");
        proxy.Before = method => method == "Upsert" ? new Fault(0, Reset: code) : null;
        await call.TrySendAsync(
            new IndexRequest { Document = new IndexDocument { Sequence = 1, Document = Numbered(1) } });

        var error = await call.FailsAsync(StatusCode.ResourceExhausted, "STORE_OVERLOADED");

        Assert.True(error.Detail<RetryInfo>().RetryDelay.ToTimeSpan() > TimeSpan.Zero);
        Assert.True(proxy.Calls.Count(seen => seen.Method == "Upsert") > 1);
        Assert.Equal(0ul, call.Through);
    }

    [Fact]
    public async Task Calls_StoreIsAway_AreUnavailable()
    {
        await using var host =
            await IndexerHost.ReadyAsync(_bundles, new Uri("http://127.0.0.1:9"), ("Qdrant:RetryFor", "00:00:00"));
        await host.Client.ListCollectionsAsync(new ListCollectionsRequest())
            .FailsAsync(StatusCode.Unavailable, "STORE_UNAVAILABLE");
        using var call = Raw(host.Client);
        await call.SendAsync(new IndexRequest { Open = new IndexOpen { Collection = "docs", CreateIfMissing = true } });
        await call.FailsAsync(StatusCode.Unavailable, "STORE_UNAVAILABLE");
    }

    private Task<IndexerHost> HostAsync(StoreProcess store, params (string, string)[] options) =>
        IndexerHost.ReadyAsync(_bundles, store.Address, [("Pipeline:WindowDocuments", "8"), .. options]);

    private static async Task<ulong> DocumentsAsync(IndexerHost host) =>
        (await host.Client.GetCollectionAsync(new GetCollectionRequest { Collection = "docs" })).Documents;
}
