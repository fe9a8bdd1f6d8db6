using System.Text;

namespace Kale.Encoding.Tokenization.Pipelines;

internal static class Utf16
{
    /// <summary>With U+FFFD for each unpaired surrogate, as in any conversion to UTF-8.</summary>
    public static string WellFormed(string text)
    {
        var at = UnpairedIn(text);
        if (at < 0) { return text; }
        var whole = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) { whole.Append(rune.ToString()); }
        return whole.ToString();
    }

    public static StringBuilder AppendPoint(this StringBuilder text, int codePoint) => codePoint <= char.MaxValue
        ? text.Append((char)codePoint)
        : text.Append(char.ConvertFromUtf32(codePoint));

    /// <summary>The code point at a place of well-formed text, and how many units it has.</summary>
    public static int PointAt(ReadOnlySpan<char> text, int index, out int units)
    {
        if (!char.IsHighSurrogate(text[index]))
        {
            units = 1;
            return text[index];
        }

        units = 2;
        return char.ConvertToUtf32(text[index], text[index + 1]);
    }

    private static int UnpairedIn(string text)
    {
        for (var i = text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF'); i >= 0 && i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) { continue; }
            if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1]))
            {
                return i;
            }

            i++;
        }

        return -1;
    }
}
