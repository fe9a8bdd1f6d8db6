using Kale.Encoding.Tokenization.Unicode;

namespace Kale.Encoding.Tokenization.Pipelines;

/// <summary>What the word patterns of GPT-2 and of those after it have in common.</summary>
internal abstract class GptMatcher : PatternMatcher
{
    private const CodePointTraits Known = CodePointTraits.Space | CodePointTraits.Letter | CodePointTraits.Number;

    private static readonly string[] s_contractions = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];

    protected static int Contraction(string text, int start, StringComparison comparison)
    {
        if (text[start] != '\'') { return start; }
        foreach (var contraction in s_contractions)
        {
            if (text.AsSpan(start).StartsWith(contraction, comparison)) { return start + contraction.Length; }
        }

        return start;
    }

    /// <summary>After a blank or not: <c> ?\p{L}+</c> and the like.</summary>
    protected static int BlankAnd(string text, int start, CodePointTraits trait)
    {
        var first = text[start] == ' ' ? start + 1 : start;
        var end = Skip(text, first, trait, has: true);
        return end > first ? end : start;
    }

    /// <summary><c> ?[^\s\p{L}\p{N}]+</c></summary>
    protected static int BlankAndOther(string text, int start)
    {
        var first = text[start] == ' ' ? start + 1 : start;
        var end = Skip(text, first, Known, has: false);
        return end > first ? end : start;
    }

    /// <summary><c>\s+(?!\S)|\s+</c>: white space, but for its last before something else.</summary>
    protected static int Spaces(string text, int start)
    {
        var end = Skip(text, start, CodePointTraits.Space, has: true);
        return end < text.Length && end - start > 1 ? end - 1 : end;
    }
}

/// <summary>
/// <c>'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+</c>
/// </summary>
internal sealed class Gpt2Matcher : GptMatcher
{
    protected override int End(string text, int start)
    {
        var end = Contraction(text, start, StringComparison.Ordinal);
        end = end > start ? end : BlankAnd(text, start, CodePointTraits.Letter);
        end = end > start ? end : BlankAnd(text, start, CodePointTraits.Number);
        end = end > start ? end : BlankAndOther(text, start);
        return end > start ? end : Spaces(text, start);
    }
}

/// <summary>
/// <c>(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,most}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|
/// \s+(?!\S)|\s+</c>
/// </summary>
internal sealed class Gpt4Matcher(int mostDigits) : GptMatcher
{
    protected override int End(string text, int start)
    {
        var end = Contraction(text, start, StringComparison.OrdinalIgnoreCase);
        end = end > start ? end : Letters(text, start);
        end = end > start ? end : Skip(text, start, CodePointTraits.Number, has: true, mostDigits);
        end = end > start ? end : OtherAndBreaks(text, start);
        end = end > start ? end : Breaks(text, start);
        return end > start ? end : Spaces(text, start);
    }

    private static int Letters(string text, int start)
    {
        var first = Utf16.PointAt(text, start, out var units);
        var isOther = first is not ('\r' or '\n')
            && !Table.Has(first, CodePointTraits.Letter | CodePointTraits.Number);
        var from = isOther ? start + units : start;
        var end = Skip(text, from, CodePointTraits.Letter, has: true);
        return end > from ? end : start;
    }

    private static int OtherAndBreaks(string text, int start)
    {
        var end = BlankAndOther(text, start);
        while (end > start && end < text.Length && text[end] is '\r' or '\n') { end++; }
        return end;
    }

    // The white space as far as its last line break.
    private static int Breaks(string text, int start)
    {
        var end = Skip(text, start, CodePointTraits.Space, has: true);
        while (end > start && text[end - 1] is not ('\r' or '\n')) { end--; }
        return end;
    }
}
