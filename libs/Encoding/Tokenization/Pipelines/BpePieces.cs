using Kale.Bundles;

namespace Kale.Encoding.Tokenization.Pipelines;

/// <summary>Characters, then merges: of all neighbours the first pair of the list, from the left.</summary>
internal sealed class BpePieces : IPieces
{
    private const int ShortWord = 24;

    private readonly BpeModel _model;
    private readonly Dictionary<string, int> _ids;
    private readonly Dictionary<long, (int Rank, int Into)> _merges = [];
    private readonly ByteIds? _bytes;

    public BpePieces(BpeModel model)
    {
        (_model, _ids) = (model, new Dictionary<string, int>(model.Ids, StringComparer.Ordinal));
        foreach (var (rank, (first, second, into)) in model.Merges.Index())
        {
            _merges[Pair(first, second)] = (rank, into);
        }

        _bytes = model.ByteFallback ? new ByteIds(piece => _ids.TryGetValue(piece, out var id) ? id : null) : null;
    }

    public void Add(string word, TokenSink sink)
    {
        if (_model.IgnoreMerges && _ids.TryGetValue(word, out var whole))
        {
            sink.Add(whole);
            return;
        }

        var symbols = Symbols(word);
        if (symbols.Count > ShortWord) { symbols = MergedLong(symbols); }
        else { MergeShort(symbols); }
        foreach (var id in symbols) { sink.Add(id); }
    }

    // As in the reference, an unknown character waits for the next known one, even behind the bytes of others.
    private List<int> Symbols(string word)
    {
        var (symbols, waiting) = (new List<int>(word.Length), false);
        for (var i = 0; i < word.Length;)
        {
            Utf16.PointAt(word, i, out var units);
            var symbol = Symbol(word, i, units);
            i += units;
            if (_ids.TryGetValue(symbol, out var id))
            {
                if (waiting) { symbols.Add(_model.UnknownId!.Value); }
                waiting = false;
                symbols.Add(id);
            }
            else if (_bytes?.Of(symbol) is { } bytes)
            {
                symbols.AddRange(bytes);
            }
            else if (_model.UnknownId is { } unknown)
            {
                if (waiting && !_model.FuseUnknown) { symbols.Add(unknown); }
                waiting = true;
            }
        }

        if (waiting) { symbols.Add(_model.UnknownId!.Value); }
        return symbols;
    }

    private string Symbol(string word, int start, int units)
    {
        var prefix = start == 0 ? "" : _model.ContinuationPrefix;
        var suffix = start + units == word.Length ? _model.EndOfWordSuffix : "";
        return string.Concat(prefix, word.AsSpan(start, units), suffix);
    }

    private void MergeShort(List<int> symbols)
    {
        while (true)
        {
            var (at, best) = (-1, (Rank: int.MaxValue, Into: 0));
            for (var i = 0; i + 1 < symbols.Count; i++)
            {
                if (_merges.TryGetValue(Pair(symbols[i], symbols[i + 1]), out var merge) && merge.Rank < best.Rank)
                {
                    (at, best) = (i, merge);
                }
            }

            if (at < 0) { return; }
            symbols[at] = best.Into;
            symbols.RemoveAt(at + 1);
        }
    }

    // The same with a heap, for words of any length: what was merged away is passed over when it comes up.
    private List<int> MergedLong(List<int> symbols)
    {
        var (next, before) = (new int[symbols.Count], new int[symbols.Count]);
        var heap = new PriorityQueue<(int At, int First, int Second), long>();
        for (var i = 0; i < symbols.Count; i++)
        {
            (next[i], before[i]) = (i + 1 < symbols.Count ? i + 1 : -1, i - 1);
            Offer(i);
        }

        while (heap.TryDequeue(out var pair, out _))
        {
            var (at, second) = (pair.At, next[pair.At]);
            if (second < 0 || symbols[at] != pair.First || symbols[second] != pair.Second) { continue; }
            (symbols[at], symbols[second]) = (_merges[Pair(pair.First, pair.Second)].Into, -1);
            next[at] = next[second];
            next[second] = -1;
            if (next[at] >= 0) { before[next[at]] = at; }
            if (before[at] >= 0) { Offer(before[at]); }
            Offer(at);
        }

        return symbols.FindAll(id => id >= 0);

        void Offer(int at)
        {
            if (next[at] >= 0 && _merges.TryGetValue(Pair(symbols[at], symbols[next[at]]), out var merge))
            {
                heap.Enqueue((at, symbols[at], symbols[next[at]]), ((long)merge.Rank << 32) | (uint)at);
            }
        }
    }

    private static long Pair(int first, int second) => ((long)first << 32) | (uint)second;
}
