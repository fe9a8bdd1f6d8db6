namespace Kale.Bundles;

/// <summary>What stands around a text, or around two: the post-processor of tokenizer.json.</summary>
/// <param name="Before">Ids in front of the first text.</param>
/// <param name="Between">Ids between the first and the second; empty for one text.</param>
/// <param name="After">Ids behind the last text.</param>
/// <param name="SecondType">
/// How many of <paramref name="Between"/> are of token type 0, where the second text is of type 1; null: all are 0.
/// </param>
public sealed record TokenFrame(
    IReadOnlyList<int> Before, IReadOnlyList<int> Between, IReadOnlyList<int> After, int? SecondType)
{
    /// <summary>The ids that it adds.</summary>
    public int Count => Before.Count + Between.Count + After.Count;
}

/// <summary>A token that is found in a text before the text is split.</summary>
/// <param name="Content">How it is spelt.</param>
/// <param name="Id">Its id.</param>
/// <param name="SingleWord">Only where no letter, mark or digit stands next to it.</param>
/// <param name="LeftStrip">With the white space before it.</param>
/// <param name="RightStrip">With the white space after it.</param>
/// <param name="Normalized">Whether it is looked for in the normalised text, and normalised itself.</param>
public sealed record AddedToken(
    string Content, int Id, bool SingleWord, bool LeftStrip, bool RightStrip, bool Normalized);
