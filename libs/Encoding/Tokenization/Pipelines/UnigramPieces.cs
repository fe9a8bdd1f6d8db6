using System.Buffers;
using Kale.Bundles;

namespace Kale.Encoding.Tokenization.Pipelines;

/// <summary>
/// The pieces whose scores add up to most (Viterbi 1967, as SentencePiece has it): a character that is no piece is
/// unknown, ten below the lowest score, and unknown characters in a row are one.
/// </summary>
internal sealed class UnigramPieces : IPieces
{
    private const double UnknownPenalty = 10;
    private const int None = -1;

    private readonly PieceTrie _trie;
    private readonly double[] _scores;
    private readonly Vocabulary _pieces;
    private readonly ByteIds? _bytes;
    private readonly double _unknownScore;
    private readonly int _unknown;

    public UnigramPieces(UnigramModel model)
    {
        (_pieces, _unknown, _scores) = (model.Pieces, model.UnknownId, [.. model.Scores]);
        _trie = new PieceTrie(_pieces, "");
        _unknownScore = _scores.Min() - UnknownPenalty;
        _bytes = model.ByteFallback ? new ByteIds(piece => _pieces.TryGetId(piece, out var id) ? id : null) : null;
    }

    public void Add(string word, TokenSink sink)
    {
        var length = word.Length + 1;
        var scores = ArrayPool<double>.Shared.Rent(length);
        var steps = ArrayPool<(int Start, int Id)>.Shared.Rent(length);
        steps.AsSpan(0, length).Fill((None, None));
        scores[0] = 0;
        FindBest(word, scores, steps);
        AddPath(word, Turn(steps, word.Length), steps, sink);
        ArrayPool<double>.Shared.Return(scores);
        ArrayPool<(int Start, int Id)>.Shared.Return(steps);
    }

    // To each place the best last piece: where it begins, and its id.
    private void FindBest(string word, double[] scores, (int Start, int Id)[] steps)
    {
        for (var start = 0; start < word.Length;)
        {
            var units = char.IsHighSurrogate(word[start]) ? 2 : 1;
            var hasSingle = false;
            var node = PieceTrie.Start;
            for (var end = start; end < word.Length && (node = _trie.Follow(node, word[end])) >= 0; end++)
            {
                if (_trie.TokenAt(node) is var id && id >= 0)
                {
                    Offer(scores[start] + _scores[id], start, end + 1, id, scores, steps);
                    hasSingle |= end + 1 - start == units;
                }
            }

            if (!hasSingle) { Offer(scores[start] + _unknownScore, start, start + units, _unknown, scores, steps); }
            start += units;
        }
    }

    private static void Offer(
        double score, int start, int end, int id, double[] scores, (int Start, int Id)[] steps)
    {
        if (steps[end].Start == None || score > scores[end]) { (scores[end], steps[end]) = (score, (start, id)); }
    }

    // From the last piece to the first; afterwards each place says where its piece ends. Returns the first's end.
    private static int Turn((int Start, int Id)[] steps, int end)
    {
        var next = (Start: None, Id: None);
        while (end > 0)
        {
            var step = steps[end];
            steps[end] = next;
            (next, end) = ((end, step.Id), step.Start);
        }

        steps[0] = next;
        return 0;
    }

    private void AddPath(string word, int at, (int Start, int Id)[] steps, TokenSink sink)
    {
        while (at < word.Length)
        {
            var (end, id) = steps[at];
            if (id != _unknown)
            {
                sink.Add(id);
                at = end;
                continue;
            }

            while (end < word.Length && steps[end].Id == _unknown) { end = steps[end].Start; }
            AddUnknown(word[at..end], sink);
            at = end;
        }
    }

    private void AddUnknown(string text, TokenSink sink)
    {
        if (!_pieces.TryGetId(text, out var id) && _bytes?.Of(text) is { } bytes)
        {
            foreach (var b in bytes) { sink.Add(b); }
            return;
        }

        sink.Add(_pieces.TryGetId(text, out id) ? id : _unknown);
    }
}
