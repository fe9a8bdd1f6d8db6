using Kale.VectorIndex;

namespace Kale.Gateway.Gate;

/// <summary>A live collection and what is asked of it.</summary>
/// <param name="Build">What serves it now.</param>
/// <param name="Texts">To search with, none twice.</param>
/// <param name="Words">Single words of its passages.</param>
/// <param name="WordCoverage">The share of all that its passages say that is said by these words.</param>
internal sealed record CollectionSample(
    IndexBuild Build, IReadOnlyList<SampledText> Texts, IReadOnlyList<string> Words, double WordCoverage)
{
    public string Name => Build.Collection;
}

/// <summary>A text to search with.</summary>
/// <param name="Kind">Where it is from and how long it is.</param>
/// <param name="HeldOut">No student of this suite was aligned on it.</param>
internal sealed record SampledText(string Text, TextKind Kind, bool HeldOut);

/// <summary>Texts of a sample by origin and length.</summary>
internal enum TextKind
{
    /// <summary>What people asked, where the operator consented to keep it.</summary>
    Query,

    /// <summary>Titles, parts of sentences: up to eight words.</summary>
    Short,

    /// <summary>Sentences of up to twenty-five words.</summary>
    Sentence,

    /// <summary>Sentences of up to sixty words.</summary>
    Long,

    /// <summary>Passages, as far as an encoder may read them.</summary>
    Passage,
}
