using System.Globalization;
using System.Text;
using Kale.Bundles;

namespace Kale.Encoding.Tokenization.Pipelines;

/// <summary>
/// Precompiled as Hugging Face's library does it, which models were trained with: a grapheme of at most five bytes
/// becomes, as a whole, what its shortest known beginning becomes; of others each code point does.
/// </summary>
internal sealed class CharacterMap(CharsMap map)
{
    private const int MaxGraphemeBytes = 5;

    // [128] What becomes of an ASCII character alone; null where nothing does.
    private readonly string?[] _ascii = [.. Enumerable.Range(0, 128).Select(c => map.Find([(byte)c]))];

    public string Apply(string text)
    {
        var into = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length;)
        {
            var length = GraphemeLength(text, i);
            AppendGrapheme(text.AsSpan(i, length), into);
            i += length;
        }

        return into.ToString();
    }

    // Nothing joins two ASCII characters but a carriage return and a line feed.
    private static int GraphemeLength(string text, int index) =>
        text[index] < 128 && text[index] != '\r' && (index + 1 == text.Length || text[index + 1] < 128)
            ? 1
            : StringInfo.GetNextTextElementLength(text.AsSpan(index));

    private void AppendGrapheme(ReadOnlySpan<char> grapheme, StringBuilder into)
    {
        if (grapheme is [< (char)128])
        {
            _ = _ascii[grapheme[0]] is { } other ? into.Append(other) : into.Append(grapheme[0]);
            return;
        }

        Span<byte> bytes = stackalloc byte[MaxGraphemeBytes];
        if (grapheme.Length <= MaxGraphemeBytes && System.Text.Encoding.UTF8.TryGetBytes(grapheme, bytes, out var count)
            && map.Find(bytes[..count]) is { } whole)
        {
            into.Append(whole);
            return;
        }

        foreach (var rune in grapheme.EnumerateRunes())
        {
            _ = map.Find(bytes[..rune.EncodeToUtf8(bytes)]) is { } part
                ? into.Append(part)
                : into.AppendPoint(rune.Value);
        }
    }
}
