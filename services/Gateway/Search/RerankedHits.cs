using Kale.Gateway.Peers;
using Kale.V1;
using Kale.VectorIndex;

namespace Kale.Gateway.Search;

/// <summary>Hits in their final order, and what became of reranking.</summary>
/// <param name="Hits">Best first.</param>
/// <param name="Outcome">Null when it was not asked for.</param>
/// <param name="Elapsed">Zero when it was not applied.</param>
internal sealed record RerankedHits(IReadOnlyList<RankedHit> Hits, RerankOutcome? Outcome, TimeSpan Elapsed)
{
    public static RerankedHits NotAsked(IReadOnlyList<PassageHit> hits) => new(Unchanged(hits), null, TimeSpan.Zero);

    public static RerankedHits Skipped(IReadOnlyList<PassageHit> hits, string why) =>
        new(Unchanged(hits), new RerankOutcome { SkippedReason = why }, TimeSpan.Zero);

    /// <summary>
    /// By the cross encoder's score, equal ones by passage id; what it could not score keeps its order at the end.
    /// </summary>
    public static RerankedHits By(RerankedPassages judged, IReadOnlyList<PassageHit> hits, TimeSpan elapsed) =>
        Ordered(judged, Scored(judged, hits), hit => hit.RerankScore, elapsed);

    /// <summary>By the sum of both stages' scores, standardised over the hits that have both.</summary>
    public static RerankedHits ByBoth(
        RerankedPassages judged, IReadOnlyList<PassageHit> hits, IndexMetric metric, TimeSpan elapsed)
    {
        var ranked = Scored(judged, hits);
        var scored = ranked.Where(hit => hit.RerankScore is not null).ToList();
        var sums = ScoreFusion.Sum(
            [.. scored.Select(hit => (double)(metric == IndexMetric.Euclid ? -hit.Hit.Score : hit.Hit.Score))],
            [.. scored.Select(hit => (double)hit.RerankScore!.Value)]);
        var fused = scored.Zip(sums, (hit, sum) => hit with { FusedScore = (float)sum });
        return Ordered(
            judged, [.. fused, .. ranked.Where(hit => hit.RerankScore is null)], hit => hit.FusedScore, elapsed);
    }

    private static List<RankedHit> Scored(RerankedPassages judged, IReadOnlyList<PassageHit> hits) =>
        [.. hits.Zip(judged.Scores, (hit, score) => new RankedHit(hit, score))];

    private static RerankedHits Ordered(
        RerankedPassages judged, List<RankedHit> ranked, Func<RankedHit, float?> score, TimeSpan elapsed)
    {
        var scored = ranked
            .Where(hit => score(hit) is not null)
            .OrderByDescending(score)
            .ThenBy(hit => hit.Hit.PassageId);
        var outcome = new RerankOutcome { Applied = true, ServedBy = judged.ServedBy };
        return new RerankedHits([.. scored, .. ranked.Where(hit => score(hit) is null)], outcome, elapsed);
    }

    private static List<RankedHit> Unchanged(IReadOnlyList<PassageHit> hits) =>
        [.. hits.Select(hit => new RankedHit(hit, null))];
}

/// <param name="Hit">What the first stage found.</param>
/// <param name="RerankScore">The cross encoder's; null when there is none.</param>
/// <param name="FusedScore">The sum of both stages'; null when that was not asked for.</param>
internal sealed record RankedHit(PassageHit Hit, float? RerankScore, float? FusedScore = null);
