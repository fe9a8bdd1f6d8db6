using Kale.LocalQdrant.Filters;

namespace Kale.LocalQdrant.Points;

/// <summary>Finds points by filter and by order of their ids.</summary>
internal static class RowSelection
{
    /// <summary>The rows that match, in no order.</summary>
    public static IEnumerable<int> Matching(this PointTable table, PointTest? filter) =>
        (filter?.Candidates(table) ?? Enumerable.Range(0, table.Count))
            .Where(row => filter is null || filter.Matches(table, row));

    /// <summary>The first matching rows by id, at or after an id.</summary>
    public static List<int> InOrder(this PointTable table, PointTest? filter, PointKey? from, long limit)
    {
        var descending = Comparer<PointKey>.Create((x, y) => y.CompareTo(x));
        var first = new PriorityQueue<int, PointKey>(descending);
        foreach (var row in table.Matching(filter))
        {
            ref readonly var key = ref table.Key(row);
            if (from is { } start && key.CompareTo(start) < 0)
                continue;
            if (first.Count < limit)
                first.Enqueue(row, key);
            else if (limit > 0)
                first.EnqueueDequeue(row, key);
        }
        var rows = first.UnorderedItems.Select(item => item.Element).ToList();
        rows.Sort((x, y) => table.Key(x).CompareTo(table.Key(y)));
        return rows;
    }
}
