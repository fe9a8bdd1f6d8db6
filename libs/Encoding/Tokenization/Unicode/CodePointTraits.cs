namespace Kale.Encoding.Tokenization.Unicode;

/// <summary>What normalisers and pre-tokenizers ask of a code point; a code point may have several.</summary>
[Flags]
internal enum CodePointTraits : ushort
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

    /// <summary><c>\w</c>: letters, marks, digits, connectors and joiners.</summary>
    Word = 64,

    /// <summary>General category L.</summary>
    Letter = 128,

    /// <summary>General category N, as regular expressions have it.</summary>
    Number = 256,

    /// <summary>General category N, as the pre-tokenizer Digits has it.</summary>
    Numeric = 512,

    /// <summary>It has a decomposition, but is never composed again.</summary>
    Uncomposed = 1024,

    /// <summary>It has a compatibility decomposition in the table.</summary>
    Compatibility = 2048,
}
