using Kale.ContextIndexer.Passages;
using Kale.Encoding.Tokenization;

namespace Kale.ContextIndexer.Indexing;

/// <summary>
/// The encoder's view of documents: how long passages may be, their token ids, and when nothing has changed.
/// </summary>
internal sealed class PassageTokenizer
{
    private readonly ContextEncoder _encoder;
    private readonly int _maxTokens;

    public PassageTokenizer(ContextEncoder encoder, PassageOptions options)
    {
        _encoder = encoder;
        var (limit, prompt) = (encoder.Manifest.MaxTokens, encoder.CountTokens(encoder.Prompt));
        _maxTokens = options.MaxTokens == 0 ? limit : Math.Min(options.MaxTokens, limit);
        var room = Math.Max(1, _maxTokens - encoder.SpecialTokens - prompt);
        Splitter = new PassageSplitter(options, new PassageLimit(room, options.MaxCharacters, encoder.CountTokens));
        Hash = new ContentHash(encoder.Manifest.Fingerprint, _maxTokens, options);
    }

    public ContentHash Hash { get; }

    public PassageSplitter Splitter { get; }

    public TokenizedText Tokenize(Passage passage) => _encoder.Tokenize(passage.Input, _maxTokens);
}
