namespace Kale.Encoding;

/// <summary>What became of a call's texts, in their order, and where its time went.</summary>
/// <param name="Texts">One for each text of the call.</param>
/// <param name="Times">Where the time went.</param>
public sealed record EncodeResult(IReadOnlyList<TextResult> Texts, EncodeTimes Times);

/// <summary>What became of one text: a vector or an error.</summary>
/// <param name="Vector">[dims]; null if there is an error.</param>
/// <param name="Error">Why there is no vector; null if there is one.</param>
/// <param name="TokenCount">Tokens of the text with prompt and special tokens, before truncation.</param>
/// <param name="Truncated">Whether only the text's beginning was encoded.</param>
public sealed record TextResult(float[]? Vector, EncodingException? Error, int TokenCount, bool Truncated);

/// <summary>What became of a call's passages, in their order, and where its time went.</summary>
/// <param name="Passages">One for each passage of the call.</param>
/// <param name="Times">Where the time went.</param>
public sealed record ScoreResult(IReadOnlyList<PassageResult> Passages, EncodeTimes Times);

/// <summary>What became of one passage: a score or an error.</summary>
/// <param name="Score">Higher is more relevant; comparable within one query only. NaN if there is an error.</param>
/// <param name="Error">Why there is no score; null if there is one.</param>
/// <param name="TokenCount">Tokens of query and passage with special tokens, before truncation.</param>
/// <param name="Truncated">Whether query or passage was cut.</param>
public sealed record PassageResult(float Score, EncodingException? Error, int TokenCount, bool Truncated);

/// <summary>Where a call's time went. Calls share batches, so the parts need not add up to the caller's wait.</summary>
/// <param name="Tokenization">Text to token ids, all texts together.</param>
/// <param name="Queue">From queued to the start of its batch; the longest of the call's texts.</param>
/// <param name="Inference">The run of its batch; the longest of the call's texts.</param>
public sealed record EncodeTimes(TimeSpan Tokenization, TimeSpan Queue, TimeSpan Inference);
