using Kale.LocalQdrant.Filters;
using Kale.LocalQdrant.Points;

namespace Kale.LocalQdrant.Search;

/// <summary>One search.</summary>
/// <param name="Vector">The query, prepared for the metric and padded: [stride].</param>
/// <param name="Limit">How many hits to find.</param>
/// <param name="Filter">What hits must match.</param>
/// <param name="Threshold">The figure, in Qdrant's sense, that hits must be beyond.</param>
internal sealed record SearchQuery(float[] Vector, int Limit, PointTest? Filter, float? Threshold)
{
    /// <summary>
    /// Whether a hit that scored well enough is wanted. Asked last: of all rows only those that would enter the heap
    /// have their payload read, which is a few thousand of a hundred thousand.
    /// </summary>
    public bool Wants(Hit hit, Metric metric, PointTable table) =>
        (Threshold is not { } threshold || metric.Passes(hit.Score, threshold))
        && (Filter is null || Filter.Matches(table, hit.Row));
}
