namespace Kale.Bundles;

/// <summary>A word to pieces: the model of tokenizer.json.</summary>
public abstract record PieceModel;

/// <summary>WordPiece: the longest piece first.</summary>
public sealed record WordPieceModel(
    Vocabulary Pieces, int UnknownId, string ContinuationPrefix, int MaxCharsPerWord) : PieceModel;

/// <summary>Unigram (Kudo, arXiv 1804.10959): the pieces whose scores add up to most.</summary>
/// <param name="Pieces">The pieces by id.</param>
/// <param name="Scores">[pieces] Logarithms of probabilities.</param>
/// <param name="UnknownId">Of what no piece covers.</param>
/// <param name="ByteFallback">Whether that becomes the pieces of its bytes instead, where there are all.</param>
public sealed record UnigramModel(Vocabulary Pieces, IReadOnlyList<double> Scores, int UnknownId, bool ByteFallback)
    : PieceModel;

/// <summary>BPE (Sennrich et al., arXiv 1508.07909): neighbours are merged in the order of a list.</summary>
/// <param name="Ids">Ids by piece.</param>
/// <param name="Merges">First and second id, and what they become; the first in the list are merged first.</param>
/// <param name="UnknownId">Of a character without a piece; null: it goes.</param>
/// <param name="ContinuationPrefix">In front of characters that do not begin a word.</param>
/// <param name="EndOfWordSuffix">Behind the last character of a word.</param>
/// <param name="FuseUnknown">Whether unknown characters in a row are one token.</param>
/// <param name="ByteFallback">Whether they become the pieces of their bytes instead, where there are all.</param>
/// <param name="IgnoreMerges">Whether a word that is a piece is taken whole.</param>
public sealed record BpeModel(
    IReadOnlyDictionary<string, int> Ids,
    IReadOnlyList<(int First, int Second, int Into)> Merges,
    int? UnknownId,
    string ContinuationPrefix,
    string EndOfWordSuffix,
    bool FuseUnknown,
    bool ByteFallback,
    bool IgnoreMerges) : PieceModel;
