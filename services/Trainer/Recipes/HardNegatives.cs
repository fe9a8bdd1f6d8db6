using Kale.Bundles;
using Kale.Trainer.Measuring;

namespace Kale.Trainer.Recipes;

/// <summary>
/// Hard negatives: the documents that an encoder ranks highest for a query and that are not known to answer it (ANCE,
/// arXiv 2007.00808, section 3), by exact search over the whole corpus.
/// </summary>
internal static class HardNegatives
{
    private const int LeastPool = 20;
    private const int PoolFactor = 4;
    private const int RoomForCopies = 16;

    /// <summary>How many to mine so that a draw of so many is not always the same.</summary>
    public static int PoolFor(int negatives) => Math.Max(LeastPool, PoolFactor * negatives);

    /// <summary>
    /// For each query the places of its hardest negatives, hardest first; fewer where there are not so many.
    /// </summary>
    /// <param name="set">Queries and documents; what has the text of a positive is none.</param>
    /// <param name="queries">[queries, dims].</param>
    /// <param name="documents">[documents, dims].</param>
    /// <param name="metric">Of the vectors.</param>
    /// <param name="depth">How many for each query.</param>
    /// <param name="cancellation">Stops between blocks.</param>
    public static int[][] Mine(
        LabelledSet set, VectorTable queries, VectorTable documents, Metric metric, int depth,
        CancellationToken cancellation)
    {
        var most = depth + set.Queries.Max(query => query.Positives.Count) + RoomForCopies;
        var found = ExactSearch.Run(
            queries, documents, metric, Math.Min(most, documents.Rows), Environment.ProcessorCount, cancellation);
        return [.. set.Queries.Zip(found, (query, hits) => Unanswering(set, query, hits, depth))];
    }

    private static int[] Unanswering(
        LabelledSet set, LabelledQuery query, IReadOnlyList<(int Row, float Score)> hits, int depth)
    {
        var answers = query.Positives.Select(place => set.Documents[place]).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. hits
                .Select(hit => hit.Row)
                .Where(row => row != query.Own && !answers.Contains(set.Documents[row]))
                .Take(depth),
        ];
    }
}
