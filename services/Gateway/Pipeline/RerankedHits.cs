using Kale.Gateway.Peers;
using Kale.V1;
using Kale.VectorIndex;

namespace Kale.Gateway.Pipeline;

/// <summary>Hits in their final order, and what became of reranking.</summary>
/// <param name="Hits">Best first.</param>
/// <param name="Outcome">Null when it was not asked for.</param>
/// <param name="Elapsed">Zero when it was not applied.</param>
internal sealed record RerankedHits(IReadOnlyList<RankedHit> Hits, RerankOutcome? Outcome, TimeSpan Elapsed)
{
    public static RerankedHits NotAsked(IReadOnlyList<PassageHit> hits) => new(Unchanged(hits), null, TimeSpan.Zero);

    public static RerankedHits Skipped(IReadOnlyList<PassageHit> hits, string why) =>
        new(Unchanged(hits), new RerankOutcome { SkippedReason = why }, TimeSpan.Zero);

    /// <summary>By the cross encoder's score, equal ones by passage id; what it could not score keeps its order at the end.</summary>
    public static RerankedHits By(RerankedPassages judged, IReadOnlyList<PassageHit> hits, TimeSpan elapsed)
    {
        var ranked = hits.Zip(judged.Scores, (hit, score) => new RankedHit(hit, score)).ToList();
        var scored = ranked.Where(hit => hit.RerankScore is not null)
            .OrderByDescending(hit => hit.RerankScore).ThenBy(hit => hit.Hit.PassageId);
        var outcome = new RerankOutcome { Applied = true, ServedBy = judged.ServedBy };
        return new RerankedHits([.. scored, .. ranked.Where(hit => hit.RerankScore is null)], outcome, elapsed);
    }

    private static List<RankedHit> Unchanged(IReadOnlyList<PassageHit> hits) => [.. hits.Select(hit => new RankedHit(hit, null))];
}

/// <param name="Hit">What the first stage found.</param>
/// <param name="RerankScore">The cross encoder's; null when there is none.</param>
internal sealed record RankedHit(PassageHit Hit, float? RerankScore);
