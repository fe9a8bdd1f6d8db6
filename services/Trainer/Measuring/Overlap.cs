using Kale.Retrieval.Trec;

namespace Kale.Trainer.Measuring;

/// <summary>How much of what one system finds another finds too, whatever is relevant.</summary>
internal static class Overlap
{
    /// <summary>
    /// The mean over queries of |first k of both| / k; where the other has fewer than k, of those. A query that the
    /// other has no answer to is left out.
    /// </summary>
    public static double At(int k, Run run, Run other, IEnumerable<string> queries) => queries
        .Select(query => (Mine: run.Ranking(query).Take(k), Others: other.Ranking(query).Take(k).ToHashSet()))
        .Where(pair => pair.Others.Count > 0)
        .Select(pair => (double)pair.Mine.Count(pair.Others.Contains) / pair.Others.Count)
        .DefaultIfEmpty(0)
        .Average();
}
