namespace Kale.ContextIndexer.Passages;

/// <summary>
/// Packs pieces into passages: as many as fit, the next passage starting with the last ones of the one before.
/// </summary>
internal sealed class PassagePacker(string text, IReadOnlyList<Piece> pieces, PassageLimit limit, int overlapTokens)
{
    /// <summary>The passages' characters; each range starts no later than the one before ends.</summary>
    public IEnumerable<(int Start, int End)> Pack()
    {
        var (first, end) = (0, Fill(0));
        yield return Range(first, end);
        while (end < pieces.Count)
        {
            (first, end) = Next(first, end);
            yield return Range(first, end);
        }
    }

    private ReadOnlySpan<char> Text(int first, int end) => text.AsSpan()[pieces[first].Start..pieces[end - 1].End];

    private (int Start, int End) Range(int first, int end) => (pieces[first].Start, pieces[end - 1].End);

    /// <summary>The next passage overlaps this one, unless it would then end where this one does.</summary>
    private (int First, int End) Next(int first, int end)
    {
        var next = StepBack(first, end);
        var nextEnd = Fill(next);
        return nextEnd > end ? (next, nextEnd) : (end, Fill(end));
    }

    /// <summary>One past the last piece that still fits a passage starting at first; at least one piece.</summary>
    private int Fill(int first)
    {
        int end = first, tokens = 0, characters = 0;
        var insideWord = false;
        while (end < pieces.Count)
        {
            var piece = pieces[end];
            if (end > first && !limit.Holds(tokens + piece.Tokens, characters + piece.Length)) break;
            tokens += piece.Tokens;
            characters += piece.Length;
            insideWord |= piece.InsideWord;
            end++;
        }
        while (insideWord && end > first + 1 && !limit.Holds(Text(first, end))) end--;
        return end;
    }

    /// <summary>
    /// Where the next passage starts: before end by the overlap, so far that the piece at end still fits.
    /// </summary>
    private int StepBack(int first, int end)
    {
        var (start, tokens, characters) = (end, 0, 0);
        while (start - 1 > first)
        {
            var piece = pieces[start - 1];
            tokens += piece.Tokens;
            characters += piece.Length;
            if (tokens > overlapTokens) break;
            if (!limit.Holds(tokens + pieces[end].Tokens, characters + pieces[end].Length)) break;
            start--;
        }
        return start;
    }
}
