using Google.Protobuf.Collections;
using Kale.LocalQdrant.Filters;
using Kale.LocalQdrant.Payloads;
using Qdrant.Client.Grpc;

namespace Kale.LocalQdrant.Points;

/// <summary>Writes a change, given the points as the change before left them.</summary>
internal delegate void Change(PointTable table, ChangeWriter changes);

/// <summary>
/// Changes of points as the requests ask for them. Each refuses as a whole when any part of it is wrong.
/// </summary>
internal static class PointUpdates
{
    public static Change Remove(PointsSelector? selector)
    {
        var select = Selected(selector, mustExist: false);
        return (table, changes) =>
        {
            foreach (var row in select(table))
                changes.Remove(table.Key(row));
        };
    }

    public static Change SetPayload(MapField<string, Value> payload, PointsSelector? selector, string? key)
    {
        var at = key is null ? null : KeyPath.Parse(key);
        return Edit(selector, current =>
        {
            PayloadEdits.Set(current, payload, at);
            return current;
        });
    }

    public static Change OverwritePayload(MapField<string, Value> payload, PointsSelector? selector, string? key) =>
        key is null ? Edit(selector, _ => payload) : SetPayload(payload, selector, key);

    public static Change DeletePayload(IEnumerable<string> keys, PointsSelector? selector)
    {
        var paths = keys.Select(KeyPath.Parse).ToList();
        return Edit(selector, current => PayloadEdits.Remove(current, paths));
    }

    public static Change ClearPayload(PointsSelector? selector) => Edit(selector, _ => []);

    private static Change Edit(PointsSelector? selector, Func<MapField<string, Value>, MapField<string, Value>> edit)
    {
        var select = Selected(selector, mustExist: true);
        return (table, changes) =>
        {
            foreach (var row in select(table))
                changes.SetPayload(table.Key(row), PayloadEdits.ToBytes(edit(PayloadEdits.ToMap(table.Payload(row)))));
        };
    }

    private static Func<PointTable, IEnumerable<int>> Selected(PointsSelector? selector, bool mustExist)
    {
        switch (selector?.PointsSelectorOneOfCase)
        {
            case PointsSelector.PointsSelectorOneOfOneofCase.Points:
                var keys = selector.Points.Ids.Select(PointKey.From).Distinct().ToList();
                return table => Rows(table, keys, mustExist);
            case PointsSelector.PointsSelectorOneOfOneofCase.Filter:
                var filter = FilterCompiler.Compile(selector.Filter);
                return table => table.Matching(filter);
            default:
                throw LocalQdrantException.Invalid("no points are selected: give ids or a filter");
        }
    }

    private static IEnumerable<int> Rows(PointTable table, List<PointKey> keys, bool mustExist)
    {
        foreach (var key in keys)
        {
            if (table.TryGetRow(key, out var row))
                yield return row;
            else if (mustExist)
                throw LocalQdrantException.NotFound($"No point with id {key} found");
        }
    }
}
