using Kale.Bundles;

namespace Kale.Encoding.Tokenization.Pipelines;

/// <summary>Greedy longest match first; a rest without a piece makes the whole word unknown.</summary>
internal sealed class WordPieces(WordPieceModel model) : IPieces
{
    private readonly PieceTrie _trie = new(model.Pieces, model.ContinuationPrefix);

    public void Add(string word, TokenSink sink)
    {
        if (CodePoints(word) > model.MaxCharsPerWord)
            sink.Add(model.UnknownId);
        else
            _trie.AddPieces(word, model.UnknownId, sink);
    }

    private static int CodePoints(string word)
    {
        var count = word.Length;
        foreach (var c in word) { count -= char.IsLowSurrogate(c) ? 1 : 0; }
        return count;
    }
}
