namespace Kale.Gateway.Search;

/// <summary>
/// Two scores of the same hits as one: each standardised over the hits of the query, then added. A score that is the
/// same for all hits says nothing and counts 0.
/// </summary>
internal static class ScoreFusion
{
    /// <param name="first">[hits], higher is better.</param>
    /// <param name="second">[hits], higher is better.</param>
    public static double[] Sum(double[] first, double[] second) =>
        [.. Standardized(first).Zip(Standardized(second), (a, b) => a + b)];

    private static IEnumerable<double> Standardized(double[] scores)
    {
        var mean = scores.DefaultIfEmpty().Average();
        var deviation = Math.Sqrt(scores.Select(score => (score - mean) * (score - mean)).DefaultIfEmpty().Average());
        return scores.Select(score => deviation > 0 ? (score - mean) / deviation : 0);
    }
}
