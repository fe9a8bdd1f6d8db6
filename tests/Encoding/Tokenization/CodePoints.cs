using System.Text;

namespace Kale.Encoding.Tests.Tokenization;

internal static class CodePoints
{
    public const int Last = 0x10FFFF;

    /// <summary>The code point as text, unpaired surrogates too.</summary>
    public static string ToText(int codePoint) =>
        Rune.IsValid(codePoint) ? char.ConvertFromUtf32(codePoint) : ((char)codePoint).ToString();

    /// <summary>a?b for each code point.</summary>
    public static IEnumerable<string> BetweenLetters(int first, int last) =>
        Enumerable.Range(first, last - first + 1).Select(c => $"a{ToText(c)}b");
}
