using Google.Rpc;
using Kale.Encoding;
using Kale.QueryEncoder.Tests.Support;
using Kale.ServiceDefaults.Tests.Support;
using Kale.V1;

namespace Kale.QueryEncoder.Tests;

public sealed class RerankTests : IAsyncLifetime
{
    private readonly TinyBundles _bundles = new();
    private EncoderHost _host = null!;

    public async Task InitializeAsync()
    {
        _bundles.CrossEncoder("cross");
        _host = await EncoderHost.ReadyAsync(_bundles.Store.Directory, ("CrossEncoder", "cross"));
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        _bundles.Dispose();
    }

    [Fact]
    public async Task Rerank_Passages_ScoresEachAndAnswersEmptyOnesByErrors()
    {
        var response = await _host.Reranker.RerankAsync(
            new RerankRequest { Query = "a b", Passages = { "b", "", "c c" } });

        await using var scorer = CrossEncoderScorer.Load(_bundles.Store.Find("cross"), new EncoderOptions());
        var expected = await scorer.ScoreAsync("a b", ["b", "c c"]);
        Assert.Equal(expected.Passages[0].Score, response.Results[0].Score.Value, 1e-5f);
        Assert.Equal("EMPTY_TEXT", response.Results[1].Error.Reason);
        Assert.Equal(expected.Passages[1].Score, response.Results[2].Score.Value, 1e-5f);
        Assert.Equal(scorer.Manifest.Id, response.ServedBy.BundleId);
    }

    [Fact]
    public async Task Rerank_WithoutQueryAndPassages_NamesBothFields()
    {
        var error = await RichErrors.FailsAsync(_host.Reranker.RerankAsync(new RerankRequest()));
        Assert.Equal(
            ["query", "passages"],
            error.Detail<BadRequest>().FieldViolations.Select(violation => violation.Field));
    }

    [Fact]
    public async Task Encode_OnAHostThatOnlyReranks_SaysWhatToSet()
    {
        var error = await RichErrors.FailsAsync(_host.Client.EncodeAsync(new EncodeRequest { Texts = { "a" } }));
        Assert.Equal("ENCODER_NOT_LOADED", error.Reason());
        Assert.Contains("QueryEncoder:Encoder", error.Status.Detail);
    }
}
