using Kale.Bundles;

namespace Kale.Encoding.Tokenization.Pipelines;

/// <summary>Greedy longest match first; a rest without a piece makes the whole word unknown.</summary>
internal sealed class WordPieces(WordPieceModel model) : IPieces
{
    private readonly PieceTrie _trie = new(model.Pieces, model.ContinuationPrefix);

    public void Add(string word, TokenSink sink)
    {
        ReadOnlySpan<char> rest = word;
        var (before, known) = (sink.Count, CodePoints(word) <= model.MaxCharsPerWord);
        while (known && !rest.IsEmpty)
        {
            var id = _trie.Longest(rest, sink.Count > before, out var length);
            known = id >= 0;
            sink.Add(id);
            rest = rest[length..];
        }

        if (!known)
        {
            sink.Rewind(before);
            sink.Add(model.UnknownId);
        }
    }

    private static int CodePoints(string word)
    {
        var count = word.Length;
        foreach (var c in word) { count -= char.IsLowSurrogate(c) ? 1 : 0; }
        return count;
    }
}
