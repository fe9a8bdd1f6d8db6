using Google.Rpc;
using Grpc.Core;
using Kale.Bundles;
using Kale.Encoding;
using Kale.QueryEncoder.Tests.Support;
using Kale.ServiceDefaults.Tests.Support;
using Kale.V1;

namespace Kale.QueryEncoder.Tests;

public sealed class EncodeTests : IAsyncLifetime
{
    private readonly TinyBundles _bundles = new();
    private Bundle _bundle = null!;
    private EncoderHost _host = null!;

    public async Task InitializeAsync()
    {
        _bundle = _bundles.Encoder("query");
        _host = await EncoderHost.ReadyAsync(_bundles.Store.Directory, ("Encoder", "query"), ("MaxTextsPerCall", "8"));
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        _bundles.Dispose();
    }

    [Fact]
    public async Task Encode_SeveralTexts_AnswersEachInOrderAndSaysWhoDid()
    {
        var response = await _host.Client.EncodeAsync(new EncodeRequest { Texts = { "a", "b a", "c" } });

        await using var encoder = Encoder.Load(_bundle, new EncoderOptions());
        var expected = await encoder.EncodeAsync(["a", "b a", "c"], EncoderRole.Query);
        Assert.All(response.Results.Zip(expected.Texts), pair =>
        {
            Assert.All(
                pair.First.Embedding.Values.Zip(pair.Second.Vector!),
                values => Assert.Equal(values.Second, values.First, 1e-5f));
            Assert.Equal(pair.Second.TokenCount, (int)pair.First.Embedding.TokenCount);
        });
        Assert.Equal((_bundle.Id, _bundle.Manifest.SpaceId, 0UL),
            (response.ServedBy.BundleId, response.ServedBy.SpaceId, response.ServedBy.Generation));
        Assert.NotEmpty(response.ServedBy.Replica);
        Assert.True(response.Times.Inference.ToTimeSpan() > TimeSpan.Zero);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \t\n")]
    public async Task Encode_AnEmptyTextAmongOthers_FailsAlone(string empty)
    {
        var response = await _host.Client.EncodeAsync(new EncodeRequest { Texts = { "a", empty, "b" } });
        Assert.Equal("EMPTY_TEXT", response.Results[1].Error.Reason);
        Assert.Equal((int)StatusCode.InvalidArgument, response.Results[1].Error.Code);
        Assert.NotNull(response.Results[0].Embedding);
        Assert.NotNull(response.Results[2].Embedding);
    }

    [Fact]
    public async Task Encode_OnlyEmptyTexts_FailsEach()
    {
        var response = await _host.Client.EncodeAsync(new EncodeRequest { Texts = { "", "" } });
        Assert.Equal(["EMPTY_TEXT", "EMPTY_TEXT"], response.Results.Select(result => result.Error.Reason));
        Assert.Equal(_bundle.Id, response.ServedBy.BundleId);
    }

    [Fact]
    public async Task Encode_AHugeText_IsCutOrRefusedAsAsked()
    {
        var huge = string.Concat(Enumerable.Repeat("a b ", 500_000));
        var cut = await _host.Client.EncodeAsync(new EncodeRequest { Texts = { huge } });
        Assert.True(cut.Results[0].Embedding.Truncated);
        Assert.Equal(1_000_002u, cut.Results[0].Embedding.TokenCount);

        var refused = await _host.Client.EncodeAsync(
            new EncodeRequest { Texts = { huge, "a" }, Truncation = Truncation.Refuse });
        Assert.Equal("TEXT_TOO_LONG", refused.Results[0].Error.Reason);
        Assert.Contains("16", refused.Results[0].Error.Message);
        Assert.NotNull(refused.Results[1].Embedding);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    public async Task Encode_TooFewOrManyTexts_NamesTheFieldAndTheLimit(int texts)
    {
        var request = new EncodeRequest { Texts = { Enumerable.Repeat("a", texts) } };
        var error = await RichErrors.FailsAsync(_host.Client.EncodeAsync(request));
        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        var violation = Assert.Single(error.Detail<BadRequest>().FieldViolations);
        Assert.Equal("texts", violation.Field);
        Assert.Contains("8", violation.Description);
    }

    [Fact]
    public async Task Encode_ExpectingAnotherSpace_NamesBoth()
    {
        var request = new EncodeRequest { Texts = { "a" }, ExpectedSpaceId = "space-other" };
        var error = await RichErrors.FailsAsync(_host.Client.EncodeAsync(request));
        Assert.Equal(StatusCode.FailedPrecondition, error.StatusCode);
        Assert.Equal("SPACE_MISMATCH", error.Reason());
        var violation = Assert.Single(error.Detail<PreconditionFailure>().Violations);
        Assert.Contains("space-other", violation.Description);
        Assert.Contains(_bundle.Manifest.SpaceId, violation.Description);
    }

    [Fact]
    public async Task Encode_ForAnUnknownRoute_IsNotFound()
    {
        var error = await RichErrors.FailsAsync(
            _host.Client.EncodeAsync(new EncodeRequest { Texts = { "a" }, Route = "blue" }));
        Assert.Equal((StatusCode.NotFound, "UNKNOWN_ROUTE"), (error.StatusCode, error.Reason()));
    }

    [Fact]
    public async Task GetEncoder_OfALoadedBundle_GivesItsManifestAndTheLimit()
    {
        var response = await _host.Client.GetEncoderAsync(new GetEncoderRequest());
        Assert.Equal(_bundle.Id, response.Encoder.BundleId);
        Assert.Equal(12u, response.Encoder.Dims);
        Assert.Equal(V1.Metric.Cosine, response.Encoder.Metric);
        Assert.Equal("random", response.Encoder.Provenance.Source);
        Assert.Equal(_bundle.Manifest.Files.Count, response.Encoder.Files.Count);
        Assert.Equal(8u, response.MaxTextsPerCall);
    }

    [Fact]
    public async Task Rerank_WithoutACrossEncoder_IsUnimplementedAndSaysWhatToSet()
    {
        var error = await RichErrors.FailsAsync(
            _host.Reranker.RerankAsync(new RerankRequest { Query = "a", Passages = { "b" } }));
        Assert.Equal((StatusCode.Unimplemented, "CROSS_ENCODER_NOT_LOADED"), (error.StatusCode, error.Reason()));
        Assert.Contains("QueryEncoder:CrossEncoder", error.Status.Detail);
    }
}
