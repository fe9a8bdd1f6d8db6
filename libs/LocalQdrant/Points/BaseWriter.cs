using Kale.Storage.Logs;

namespace Kale.LocalQdrant.Points;

/// <summary>
/// Writes the points a collection had at one moment into a base, some at a time, while changes go on. A point that has
/// changed since is written as it is now, one that is gone is left out: the log, replayed over the base, says the same.
/// </summary>
internal sealed class BaseWriter(PointKey[] keys, Collection collection, CancellationToken closing)
{
    private const int PointsPerRecord = 256;
    private int _next;

    /// <summary>The next points; <see cref="CompactedLog.WriteBaseAside"/> asks until there are none left.</summary>
    public int Fill(RecordBuilder record)
    {
        var changes = new ChangeWriter(record);
        // Points that are gone leave a batch empty, which is not the end.
        while (changes.Count == 0 && _next < keys.Length)
        {
            closing.ThrowIfCancellationRequested();
            var batch = keys.AsMemory(_next, Math.Min(PointsPerRecord, keys.Length - _next));
            _next += batch.Length;
            collection.Read(table => Write(table, batch.Span, changes));
        }
        return changes.Count;
    }

    private static int Write(PointTable table, ReadOnlySpan<PointKey> batch, ChangeWriter changes)
    {
        foreach (ref readonly var key in batch)
        {
            if (table.TryGetRow(key, out var row))
                changes.Put(key, table.Vector(row), table.Payload(row));
        }
        return changes.Count;
    }
}
