namespace Kale.ContextIndexer.Passages;

/// <summary>
/// Where sentences end, by rule: a terminator before white space and no lower-case letter, a terminator of a script
/// that writes no space after it, or an empty line. Wrong guesses merge two sentences and lose nothing.
/// </summary>
internal static class Sentences
{
    private const string BeforeSpace = ".!?…؟۔।॥։።။។";
    private const string Anywhere = "。！？｡．";
    private const string Closers = "\"')]}»”’」』）】》";

    private static readonly HashSet<string> Abbreviations = new(StringComparer.OrdinalIgnoreCase)
    {
        "al", "approx", "ca", "cf", "dept", "dr", "ed", "eds", "eq", "fig", "figs", "inc", "jr", "ltd", "mr", "mrs",
        "ms",
        "pp", "prof", "ref", "refs", "resp", "sec", "sr", "st", "viz", "vol", "vs",
    };

    /// <summary>Splits into sentences, each with the white space after it; together they are the whole text.</summary>
    public static IEnumerable<(int Start, int End)> Split(string text)
    {
        var start = 0;
        for (var i = 0; i < text.Length;)
        {
            var end = EndAt(text, i, start);
            i = Math.Max(end, i + 1);
            if (end < 0) continue;
            yield return (start, end);
            start = end;
        }
        if (start < text.Length) yield return (start, text.Length);
    }

    /// <summary>One past the sentence that ends with the character at i and what belongs to it, or -1.</summary>
    private static int EndAt(string text, int i, int start)
    {
        var c = text[i];
        if (c == '\n') return EmptyLineAfter(text, i);
        var anywhere = Anywhere.Contains(c);
        if (!anywhere && !BeforeSpace.Contains(c)) return -1;

        var after = SkipClosing(text, i + 1);
        var next = SkipSpace(text, after);
        if (anywhere || next == text.Length) return next;
        if (next == after || char.IsLower(text[next])) return -1;
        return c == '.' && IsAbbreviation(text, start, i) ? -1 : next;
    }

    private static int EmptyLineAfter(string text, int newLine)
    {
        var next = SkipSpace(text, newLine + 1);
        return next < text.Length && text.AsSpan(newLine + 1, next - newLine - 1).Contains('\n') ? next : -1;
    }

    private static int SkipClosing(string text, int i)
    {
        while (i < text.Length && MayFollowEnd(text[i])) i++;
        return i;
    }

    private static bool MayFollowEnd(char c) => BeforeSpace.Contains(c) || Anywhere.Contains(c) || Closers.Contains(c);

    private static int SkipSpace(string text, int i)
    {
        while (i < text.Length && char.IsWhiteSpace(text[i])) i++;
        return i;
    }

    /// <summary>
    /// The word before the dot is a known abbreviation or single letters, as in "J. Smith" and "U.S. Senate".
    /// </summary>
    private static bool IsAbbreviation(string text, int start, int dot)
    {
        var word = dot;
        while (word > start && (char.IsLetterOrDigit(text[word - 1]) || text[word - 1] == '.')) word--;
        var length = dot - word;
        if (length is 0 or > 6) return false;
        if (length == 1) return char.IsLetter(text[word]);
        return text[word + 1] == '.' || Abbreviations.Contains(text[word..dot]);
    }
}
