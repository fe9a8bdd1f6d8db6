using Kale.Bundles;
using Kale.Encoding.Tests.Graphs;
using Kale.Encoding.Tokenization;

namespace Kale.Encoding.Tests;

public sealed class CrossEncoderScorerTests : IDisposable
{
    private readonly BundleStore _store = new(Directory.CreateTempSubdirectory("kale-scorer-").FullName);

    public void Dispose() => Directory.Delete(_store.Directory, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task ScoreAsync_Passages_EqualsReference(int labels)
    {
        var model = TinyModels.Cross(labels);
        await using var scorer = CrossEncoderScorer.Load(Publish(model), new EncoderOptions());

        var result = await scorer.ScoreAsync("a b", ["b", "a a b", "aa"]);

        var (tokenizer, reference) = (new WordPieceTokenizer(model.Tokenizer), new ReferenceEncoder(model));
        var expected = new[] { "b", "a a b", "aa" }
            .Select(passage => reference.Encode(tokenizer.EncodePair("a b", passage, model.MaxTokens)))
            .Select(logits => labels == 1 ? logits[0] : logits[1] - logits[0]);
        Vectors.AssertClose([.. expected], [.. result.Passages.Select(passage => passage.Score)], 1e-5);
        Assert.Equal([6, 8, 7], result.Passages.Select(passage => passage.TokenCount));
    }

    [Fact]
    public async Task ScoreAsync_LongPassage_IsTruncatedOrRefusedAsAsked()
    {
        await using var scorer = CrossEncoderScorer.Load(Publish(TinyModels.Cross(labels: 1)), new EncoderOptions());
        var passage = string.Join(' ', Enumerable.Repeat("a", 30));

        var truncated = await scorer.ScoreAsync("b", [passage], TruncationPolicy.Truncate);
        var refused = await scorer.ScoreAsync("b", [passage], TruncationPolicy.Refuse);

        Assert.True(truncated.Passages[0] is { Truncated: true, TokenCount: 34, Error: null, Score: not float.NaN });
        Assert.True(
            refused.Passages[0] is { Truncated: false, Error.Code: EncodingError.TextTooLong, Score: float.NaN });
    }

    [Fact]
    public void Load_DualEncoder_IsUnsupported()
    {
        var error = Assert.Throws<BundleException>(
            () => CrossEncoderScorer.Load(Publish(TinyModels.Dual(layers: 1)), new EncoderOptions()));

        Assert.Equal(BundleError.Unsupported, error.Code);
    }

    [Fact]
    public void Load_ThreeLabels_SaysWhatARerankerHas()
    {
        var error = Assert.Throws<BundleException>(
            () => CrossEncoderScorer.Load(Publish(TinyModels.Cross(labels: 3)), new EncoderOptions()));

        Assert.Contains("3 labels", error.Message);
    }

    private Bundle Publish(EncoderModel model) =>
        BundlePublisher.Publish(model, null, _store, "cross", MiniLm.Published);
}
