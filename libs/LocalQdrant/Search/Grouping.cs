using Kale.LocalQdrant.Payloads;
using Kale.LocalQdrant.Points;

namespace Kale.LocalQdrant.Search;

/// <summary>What hits are grouped by: a text or an integer of the payload.</summary>
internal readonly record struct GroupKey(string? Text, long Integer);

/// <summary>A group, its hits best first.</summary>
internal sealed record HitGroup(GroupKey Key, List<Hit> Hits);

/// <summary>
/// Search grouped by a payload field: the groups whose best hits are best, and the best hits of each. Hits are fetched
/// in growing numbers until every group is full or there are no more.
/// </summary>
internal sealed class Grouping(PointTable table, KeyPath groupBy, int groups, int groupSize)
{
    private const int FirstFactor = 4;
    private const int Growth = 8;

    /// <param name="search">Finds the best hits, as many as asked for.</param>
    public List<HitGroup> Find(Func<int, List<Hit>> search)
    {
        for (var limit = (long)groups * groupSize * FirstFactor; ; limit *= Growth)
        {
            var hits = search((int)Math.Min(limit, table.Count));
            var found = Collect(hits);
            var full = found.Count == groups && found.TrueForAll(group => group.Hits.Count == groupSize);
            if (full || hits.Count < limit)
                return found;
        }
    }

    private List<HitGroup> Collect(List<Hit> hits)
    {
        var found = new List<HitGroup>();
        var byKey = new Dictionary<GroupKey, HitGroup>();
        foreach (var hit in hits)
        {
            foreach (var key in Keys(hit.Row))
            {
                if (!byKey.TryGetValue(key, out var group) && found.Count < groups)
                    found.Add(byKey[key] = group = new HitGroup(key, []));
                if (group is not null && group.Hits.Count < groupSize)
                    group.Hits.Add(hit);
            }
        }
        return found;
    }

    private HashSet<GroupKey> Keys(int row)
    {
        var keys = new HashSet<GroupKey>();
        groupBy.Any(PayloadValue.Root(table.Payload(row)), value =>
        {
            Add(keys, value);
            foreach (var element in value)
                Add(keys, element);
            return false;
        });
        return keys;
    }

    private static void Add(HashSet<GroupKey> keys, PayloadValue value)
    {
        if (value.Kind == PayloadKind.Text)
            keys.Add(new GroupKey(System.Text.Encoding.UTF8.GetString(value.Bytes), 0));
        else if (value.Kind == PayloadKind.Integer)
            keys.Add(new GroupKey(null, value.Integer));
    }
}
