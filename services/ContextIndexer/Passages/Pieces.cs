using System.Globalization;

namespace Kale.ContextIndexer.Passages;

/// <summary>
/// Takes a text apart no further than a passage needs: into sentences, those that are too long into lines, then words,
/// then runs of characters. The pieces follow each other without gaps from the first character to the last.
/// </summary>
internal sealed class Pieces(string text, PassageLimit limit)
{
    private const int RunLength = 32;
    private readonly List<Piece> _pieces = [];

    public static IReadOnlyList<Piece> Of(string text, PassageLimit limit)
    {
        var pieces = new Pieces(text, limit);
        foreach (var (start, end) in Sentences.Split(text)) pieces.AddSentence(start, end);
        return pieces._pieces;
    }

    private void AddSentence(int start, int end)
    {
        if (TryAdd(start, end)) return;
        for (int line = start, next; line < end; line = next)
        {
            next = text.IndexOf('\n', line, end - line) + 1;
            if (next == 0) next = end;
            if (!TryAdd(line, next)) AddWords(line, next);
        }
    }

    private void AddWords(int start, int end)
    {
        for (int word = start, next; word < end; word = next)
        {
            next = word;
            while (next < end && !char.IsWhiteSpace(text[next])) next++;
            while (next < end && char.IsWhiteSpace(text[next])) next++;
            if (!TryAdd(word, next)) AddCharacters(word, next);
        }
    }

    private void AddCharacters(int start, int end)
    {
        while (start < end)
        {
            var next = RunEnd(start, end);
            _pieces.Add(new Piece(start, next, Count(start, next), InsideWord: true));
            start = next;
        }
    }

    /// <summary>The longest run of whole characters that fits, halved from 32; one character is never cut.</summary>
    private int RunEnd(int start, int end)
    {
        for (var length = RunLength; ; length /= 2)
        {
            var next = start;
            for (var i = 0; i < length && next < end; i++) next += CharacterLength(next, end);
            if (length == 1 || limit.Holds(Count(start, next), next - start)) return next;
        }
    }

    /// <summary>A character as readers see it, unless it is a heap of combining marks.</summary>
    private int CharacterLength(int start, int end)
    {
        var length = StringInfo.GetNextTextElementLength(text.AsSpan(start, end - start));
        if (length <= RunLength) return length;
        return char.IsSurrogatePair(text, start) ? 2 : 1;
    }

    private bool TryAdd(int start, int end)
    {
        if (end - start > limit.MaxCharacters) return false;
        var tokens = Count(start, end);
        if (tokens > limit.MaxTokens) return false;
        _pieces.Add(new Piece(start, end, tokens));
        return true;
    }

    private int Count(int start, int end) => limit.CountTokens(text.AsSpan(start, end - start));
}
