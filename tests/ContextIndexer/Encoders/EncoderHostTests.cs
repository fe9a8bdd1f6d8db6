using Grpc.Core;
using Grpc.Health.V1;
using Kale.ContextIndexer.Tests.Support;
using Kale.ServiceDefaults.Tests.Support;
using Kale.V1;
using Microsoft.Extensions.Options;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Kale.ContextIndexer.Tests.Encoders;

public sealed class EncoderHostTests : IDisposable
{
    private static readonly Uri Nowhere = new("http://127.0.0.1:9");

    private readonly TinyBundles _bundles = new();

    public void Dispose() => _bundles.Dispose();

    [Fact]
    public async Task Start_BundleNotThereYet_ServesOnceItIs()
    {
        await using var host = await IndexerHost.StartAsync(_bundles, Nowhere, ("Encoder", "minilm"));
        Assert.Equal(ServingStatus.NotServing, await StatusAsync(host));
        var error = await host.Client.StartBuildAsync(new StartBuildRequest { Collection = "docs" })
            .FailsAsync(StatusCode.FailedPrecondition, "ENCODER_NOT_LOADED");
        Assert.Contains("minilm", error.Status.Detail, StringComparison.Ordinal);

        var bundle = _bundles.Publish("minilm");
        await host.WaitUntilReadyAsync();

        Assert.Equal(ServingStatus.Serving, await StatusAsync(host));
        var status = await host.Health.CheckAsync(new HealthCheckRequest { Service = bundle.Id });
        Assert.Equal(ServingStatus.Serving, status.Status);
    }

    [Fact]
    public async Task Start_PathOfABundle_ServesIt()
    {
        var bundle = _bundles.Publish("any");
        await using var host = await IndexerHost.ReadyAsync(_bundles, Nowhere, ("Encoder", bundle.Directory),
            ("BundleStore", bundle.Directory + "-none"));
        Assert.Equal(ServingStatus.Serving, await StatusAsync(host));
    }

    [Theory]
    [InlineData("Passages:OverlapTokens", "-1")]
    [InlineData("Pipeline:WindowDocuments", "0")]
    [InlineData("Encoding:BatchTokens", "1")]
    [InlineData("Qdrant:MaxBatchBytes", "50000000")]
    [InlineData("RetiredBuildsKept", "0")]
    [InlineData("Encoder", "")]
    public async Task Start_WrongOption_NamesIt(string option, string value)
    {
        await using var app = IndexerHost.Build(_bundles, Nowhere, (option, value));
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => app.StartAsync());
        Assert.Contains($"ContextIndexer:{option}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_EncoderOfQueriesOnly_SaysWhatIsNeeded()
    {
        _bundles.PublishStudent(_bundles.Publish("teacher"), "context");
        await using var host = await IndexerHost.StartAsync(_bundles, Nowhere);
        var detail = await ReasonAsync(host);
        Assert.Contains("encodes no documents", detail, StringComparison.Ordinal);
        Assert.Equal(ServingStatus.NotServing, await StatusAsync(host));
    }

    [Fact]
    public async Task Start_DamagedBundle_NamesTheFileAndRecovers()
    {
        var bundle = _bundles.Publish("context");
        var file = bundle.PathOf("model.safetensors");
        var bytes = await File.ReadAllBytesAsync(file);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(file, bytes);
        await using var host = await IndexerHost.StartAsync(_bundles, Nowhere);
        var detail = await ReasonAsync(host);
        Assert.Contains("model.safetensors", detail, StringComparison.Ordinal);

        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(file, bytes);
        await host.WaitUntilReadyAsync();
    }

    [Fact]
    public async Task Start_IntoAnUnforeseenFailure_StaysUpAndPointsToTheLog()
    {
        await using var host = await IndexerHost.StartAsync(_bundles, Nowhere, ("BundleStore", "no\0path"));
        Assert.Contains("log says why", await ReasonAsync(host), StringComparison.Ordinal);
        Assert.Equal(ServingStatus.NotServing, await StatusAsync(host));
    }

    /// <summary>What callers are told once the loading has ended.</summary>
    private static Task<string> ReasonAsync(IndexerHost host) => Wait.UntilAsync(
        async () => (await host.Client.StartBuildAsync(new StartBuildRequest { Collection = "docs" })
            .FailsAsync(StatusCode.FailedPrecondition, "ENCODER_NOT_LOADED")).Status.Detail,
        detail => !detail.Contains("being loaded", StringComparison.Ordinal));

    private static async Task<ServingStatus> StatusAsync(IndexerHost host) =>
        (await host.Health.CheckAsync(new HealthCheckRequest { Service = ContextIndexing.Descriptor.FullName })).Status;
}
