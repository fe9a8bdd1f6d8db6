using System.Text;

namespace Kale.Bundles;

/// <summary>A step that changes text before it is split: a normalizer of tokenizer.json.</summary>
public abstract record NormalizerStep;

/// <summary>BertNormalizer, its defaults resolved.</summary>
public sealed record BertNormalizerStep(bool CleanText, bool HandleChineseChars, bool StripAccents, bool LowerCase)
    : NormalizerStep;

/// <summary>NFC, NFD, NFKC or NFKD.</summary>
public sealed record UnicodeFormStep(NormalizationForm Form) : NormalizerStep;

/// <summary>Lowercase: each code point by itself.</summary>
public sealed record LowercaseStep : NormalizerStep;

/// <summary>Replace.</summary>
public sealed record ReplaceStep(TextPattern Pattern, string Content) : NormalizerStep;

/// <summary>Strip: white space at the ends goes.</summary>
public sealed record StripStep(bool Left, bool Right) : NormalizerStep;

/// <summary>Prepend: in front of any text but an empty one.</summary>
public sealed record PrependStep(string Content) : NormalizerStep;

/// <summary>Precompiled: SentencePiece's table of what becomes of characters.</summary>
public sealed record PrecompiledStep(CharsMap Map) : NormalizerStep;
