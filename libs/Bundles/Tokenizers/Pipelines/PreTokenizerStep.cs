namespace Kale.Bundles;

/// <summary>A step that splits text into what the model is given: a pre-tokenizer of tokenizer.json.</summary>
public abstract record PreTokenizerStep;

/// <summary>BertPreTokenizer: white space goes, punctuation stands alone.</summary>
public sealed record BertSplitStep : PreTokenizerStep;

/// <summary>Split, and what is one: Whitespace, WhitespaceSplit, Punctuation, Digits, CharDelimiterSplit.</summary>
/// <param name="Pattern">What is found.</param>
/// <param name="Behavior">What becomes of it.</param>
/// <param name="Invert">Whether what is not found counts as found.</param>
public sealed record SplitStep(TextPattern Pattern, SplitBehavior Behavior, bool Invert) : PreTokenizerStep;

/// <summary>Metaspace: blanks become <paramref name="Replacement"/>, which begins the words it splits into.</summary>
public sealed record MetaspaceStep(char Replacement, PrependScheme Prepend, bool Split) : PreTokenizerStep;

/// <summary>ByteLevel: GPT-2's words if asked, and every byte as a character that can be seen.</summary>
public sealed record ByteLevelStep(bool AddPrefixSpace, bool UseRegex) : PreTokenizerStep;

/// <summary>What becomes of the places where a text is split.</summary>
public enum SplitBehavior
{
    /// <summary>They go.</summary>
    Removed,

    /// <summary>Each is a piece.</summary>
    Isolated,

    /// <summary>Each ends the piece before it.</summary>
    MergedWithPrevious,

    /// <summary>Each begins the piece after it.</summary>
    MergedWithNext,

    /// <summary>Those in a row are one piece.</summary>
    Contiguous,
}

/// <summary>Where Metaspace puts its sign in front.</summary>
public enum PrependScheme
{
    /// <summary>Of every piece.</summary>
    Always,

    /// <summary>Of what begins the text.</summary>
    First,

    /// <summary>Nowhere.</summary>
    Never,
}
