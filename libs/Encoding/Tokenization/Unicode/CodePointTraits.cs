namespace Kale.Encoding.Tokenization.Unicode;

/// <summary>What BERT's normaliser and pre-tokenizer ask of a code point; a code point may have several.</summary>
[Flags]
internal enum CodePointTraits : byte
{
    None = 0,

    /// <summary>Control, format, private use, surrogate, or U+FFFD; not tab, line feed, carriage return.</summary>
    Removed = 1,

    /// <summary>White space of ECMAScript's \s.</summary>
    Space = 2,

    /// <summary>General category P, or an ASCII symbol.</summary>
    Punctuation = 4,

    /// <summary>General category Mn: what stripping accents removes.</summary>
    NonSpacing = 8,

    /// <summary>Property Cased, for the final sigma.</summary>
    Cased = 16,

    /// <summary>Property Case_Ignorable, for the final sigma.</summary>
    CaseIgnorable = 32,

    /// <summary>Lower-casing changes it.</summary>
    Lowers = 64,

    /// <summary>It has a canonical decomposition in the table (Hangul syllables are computed).</summary>
    Decomposes = 128,
}
