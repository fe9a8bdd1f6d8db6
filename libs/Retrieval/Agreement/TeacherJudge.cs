namespace Kale.Retrieval.Agreement;

/// <summary>
/// What a ranking loses where the active encoder's ranking is the judge: of the document that somebody looks for it is
/// known only that it is the more likely the higher the active encoder ranks it, by 1 / rank (Zipf). The expected
/// discounted gain of both rankings' first ten follows from that, and their ratio is what is kept.
/// </summary>
public static class TeacherJudge
{
    private const int Depth = 10;

    /// <summary>The share of the expected gain that is lost: 0 where both rankings begin alike, at most 1.</summary>
    /// <param name="active">The judge's ranking, best first; deeper than ten, so that what it ranks lower counts
    /// too.</param>
    /// <param name="candidate">The ranking that is judged, best first.</param>
    public static double Loss<T>(IReadOnlyList<T> active, IReadOnlyList<T> candidate)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(active);
        ArgumentNullException.ThrowIfNull(candidate);
        var weights = active.Select((id, place) => (id, 1.0 / (place + 1))).ToDictionary();
        var whole = Gain(active, weights);
        return whole > 0 ? 1 - (Gain(candidate, weights) / whole) : candidate.Count > 0 ? 1 : 0;
    }

    private static double Gain<T>(IReadOnlyList<T> ranking, Dictionary<T, double> weights)
        where T : notnull =>
        ranking.Take(Depth).Select((id, place) => weights.GetValueOrDefault(id) / Math.Log2(place + 2)).Sum();
}
