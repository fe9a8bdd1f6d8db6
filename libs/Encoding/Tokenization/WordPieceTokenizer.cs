using Kale.Bundles;
using Kale.Encoding.Tokenization.Unicode;

namespace Kale.Encoding.Tokenization;

/// <summary>
/// BERT's WordPiece tokenizer: the ids of Hugging Face's own library, which models are trained with, for the same
/// tokenizer.json, in one pass. Linear in the text's length.
/// </summary>
public sealed class WordPieceTokenizer : TextTokenizer
{
    private readonly TokenizerSettings _settings;
    private readonly UnicodeTable _table = UnicodeTable.Default;
    private readonly CharMap _map;
    private readonly PieceTrie _trie;
    private readonly SpecialTokenSplitter _specials;
    private readonly int _unknown, _class, _separator;

    /// <summary>A tokenizer of this vocabulary and these settings.</summary>
    /// <exception cref="BundleException">The vocabulary lacks a special token.</exception>
    public WordPieceTokenizer(TokenizerModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var vocabulary = model.Vocabulary;
        _settings = model.Settings;
        _map = new CharMap(_table, _settings);
        _trie = new PieceTrie(vocabulary, _settings.ContinuationPrefix);
        _specials = new SpecialTokenSplitter(_settings.SpecialTokens.Select(token => (token, vocabulary.IdOf(token))));
        _unknown = vocabulary.IdOf(_settings.UnknownToken);
        _class = vocabulary.IdOf(_settings.ClassToken);
        _separator = vocabulary.IdOf(_settings.SeparatorToken);
    }

    /// <inheritdoc/>
    public override int SpecialTokens => 2;

    /// <inheritdoc/>
    public override TokenizedText Encode(string text, int maxTokens)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxTokens, 2);
        using var tokens = Read(text, maxTokens - 2);
        int[] ids = [_class, .. tokens.Kept, _separator];
        return new TokenizedText(ids, tokens.Count + 2, ids.Length);
    }

    /// <summary>[CLS] first [SEP] second [SEP], the second with token type 1.</summary>
    /// <inheritdoc/>
    public override TokenizedText EncodePair(string first, string second, int maxTokens)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxTokens, 3);
        var room = maxTokens - 3;
        using var a = Read(first, room);
        using var b = Read(second, room);
        var (keptA, keptB) = PairTruncation.LongestFirst(a.Count, b.Count, room);
        int[] ids = [_class, .. a.Kept[..keptA], _separator, .. b.Kept[..keptB], _separator];
        return new TokenizedText(ids, a.Count + b.Count + 3, keptA + 2);
    }

    /// <inheritdoc/>
    public override int CountTokens(ReadOnlySpan<char> text)
    {
        using var tokens = Read(text, 0);
        return tokens.Count;
    }

    private TokenSink Read(ReadOnlySpan<char> text, int limit)
    {
        var sink = new TokenSink(limit);
        using var scanner = new WordScanner(_table, _map, _trie, _settings, _unknown, sink);
        for (var special = _specials.Find(text); special.Index >= 0; special = _specials.Find(text))
        {
            scanner.Scan(text[..special.Index]);
            sink.Add(special.Id);
            text = text[(special.Index + special.Length)..];
        }

        scanner.Scan(text);
        return sink;
    }
}
