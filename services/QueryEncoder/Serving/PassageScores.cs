using Kale.Encoding;

namespace Kale.QueryEncoder.Serving;

/// <summary>A query's passages to scores, empty ones answered by themselves.</summary>
internal static class PassageScores
{
    private static readonly EncodeTimes s_none = new(TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);

    public static async Task<ScoredPassages> ScoreAsync(
        CrossEncoderScorer scorer, string query, IReadOnlyList<string> passages, TruncationPolicy truncation,
        DateTimeOffset? deadline, CancellationToken cancellation)
    {
        var filled = passages.Where(passage => !QueryTexts.IsEmpty(passage)).ToList();
        if (filled.Count == 0)
            return new ScoredPassages([.. passages.Select(_ => (PassageResult?)null)], s_none);
        var result = await scorer.ScoreAsync(query, filled, truncation, deadline, cancellation);
        var scored = new Queue<PassageResult>(result.Passages);
        return new ScoredPassages(
            [.. passages.Select(passage => QueryTexts.IsEmpty(passage) ? null : scored.Dequeue())], result.Times);
    }
}

/// <summary>The answers in the order of the passages.</summary>
/// <param name="Results">Null for an empty passage.</param>
/// <param name="Times">Where the time went.</param>
internal sealed record ScoredPassages(IReadOnlyList<PassageResult?> Results, EncodeTimes Times);
