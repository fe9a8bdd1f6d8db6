namespace Kale.Encoding.Tokenization.Unicode;

/// <summary>Lower-cases and decomposes (NFD) one code point; what depends on its neighbours is the caller's.</summary>
internal sealed class CodePointFolder(UnicodeTable table, bool lower, bool decompose)
{
    /// <summary>The longest result: U+0130 lower-cases to two, no decomposition is longer than four.</summary>
    public const int MaxLength = 4;

    private const int DottedCapitalI = 0x130, CombiningDotAbove = 0x307;
    private const int SyllableBase = 0xAC00, Syllables = 11172;
    private const int LeadBase = 0x1100, VowelBase = 0x1161, TrailBase = 0x11A7, Vowels = 21, Trails = 28;

    /// <summary>Writes what the code point becomes and returns how many code points that is.</summary>
    public int Fold(int codePoint, Span<int> into)
    {
        if (lower && codePoint == DottedCapitalI)
        {
            (into[0], into[1]) = ('i', CombiningDotAbove);
            return 2;
        }

        var c = lower && table.Has(codePoint, CodePointTraits.Lowers) ? table.Lower(codePoint) : codePoint;
        return decompose ? Decompose(c, into) : Single(c, into);
    }

    private int Decompose(int codePoint, Span<int> into)
    {
        if ((uint)(codePoint - SyllableBase) < Syllables)
        {
            return DecomposeSyllable(codePoint - SyllableBase, into);
        }

        if (!table.Has(codePoint, CodePointTraits.Decomposes))
        {
            return Single(codePoint, into);
        }

        var parts = table.Decomposition(codePoint);
        parts.CopyTo(into);
        return parts.Length;
    }

    // The Unicode Standard 3.12, Hangul syllable decomposition.
    private static int DecomposeSyllable(int index, Span<int> into)
    {
        into[0] = LeadBase + (index / (Vowels * Trails));
        into[1] = VowelBase + (index / Trails % Vowels);
        into[2] = TrailBase + (index % Trails);
        return index % Trails == 0 ? 2 : 3;
    }

    private static int Single(int codePoint, Span<int> into)
    {
        into[0] = codePoint;
        return 1;
    }
}
