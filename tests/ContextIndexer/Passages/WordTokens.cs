using System.Text.RegularExpressions;

namespace Kale.ContextIndexer.Tests.Passages;

/// <summary>
/// A token counter with WordPiece's habits: words are cut into pieces of four letters, punctuation and CJK characters
/// stand alone, a word of more than 100 characters is one unknown token.
/// </summary>
internal static partial class WordTokens
{
    [GeneratedRegex(@"[\p{IsCJKUnifiedIdeographs}\p{P}\p{S}]|[^\s\p{P}\p{S}\p{IsCJKUnifiedIdeographs}]+")]
    private static partial Regex Words();

    public static int Count(ReadOnlySpan<char> text)
    {
        var tokens = 0;
        foreach (var word in Words().EnumerateMatches(text)) tokens += word.Length > 100 ? 1 : (word.Length + 3) / 4;
        return tokens;
    }
}
