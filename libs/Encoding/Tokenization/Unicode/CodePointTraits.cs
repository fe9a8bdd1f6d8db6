namespace Kale.Encoding.Tokenization.Unicode;

/// <summary>What BERT's normaliser and pre-tokenizer ask of a code point; a code point may have several.</summary>
[Flags]
internal enum CodePointTraits : byte
{
    None = 0,

    /// <summary>Control, format, private use, or U+FFFD; not tab, line feed, carriage return.</summary>
    Removed = 1,

    /// <summary>White space.</summary>
    Space = 2,

    /// <summary>General category P, or an ASCII symbol.</summary>
    Punctuation = 4,

    /// <summary>General category Mn: what stripping accents removes.</summary>
    NonSpacing = 8,

    /// <summary>Lower-casing changes it.</summary>
    Lowers = 16,

    /// <summary>It has a canonical decomposition in the table (Hangul syllables are computed).</summary>
    Decomposes = 32,
}
