using System.Text;

namespace Kale.Corpora.Texts;

/// <summary>
/// How long a text is, in words. Scripts that put no spaces between words (Chinese, Japanese, Thai, Lao, Khmer,
/// Burmese) count by letters, of which a word has about two.
/// </summary>
public static class TextLength
{
    private const int LettersPerWord = 2;

    /// <summary>Words of a text.</summary>
    public static int Words(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (words, letters, inWord) = (0, 0, false);
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsUnspaced(rune) && Rune.IsLetter(rune))
                letters++;
            var isPart = !Rune.IsWhiteSpace(rune) && !IsUnspaced(rune);
            words += isPart && !inWord ? 1 : 0;
            inWord = isPart;
        }

        return words + ((letters + LettersPerWord - 1) / LettersPerWord);
    }

    // Letters and the marks on them.
    private static bool IsUnspaced(Rune rune) => rune.Value is
        (>= 0x0E00 and <= 0x0EFF) or (>= 0x1000 and <= 0x109F) or (>= 0x1780 and <= 0x17FF)
        or (>= 0x3040 and <= 0x30FF) or (>= 0x3400 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF)
        or (>= 0x20000 and <= 0x3FFFF);
}
