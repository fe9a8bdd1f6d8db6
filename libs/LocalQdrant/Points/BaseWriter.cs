using Kale.LocalQdrant.Storage;

namespace Kale.LocalQdrant.Points;

/// <summary>
/// Writes the points a collection had at one moment into a base, some at a time, while changes go on. A point that has
/// changed since is written as it is now, one that is gone is left out: the log, replayed over the base, says the same.
/// </summary>
internal sealed class BaseWriter(PointKey[] keys, Collection collection, CancellationToken closing)
{
    private const int PointsPerRecord = 256;
    private int _next;

    public void WriteAside(string path) => BaseFile.WriteAside(path, Fill);

    private bool Fill(ChangeWriter changes)
    {
        closing.ThrowIfCancellationRequested();
        var batch = keys.AsMemory(_next, Math.Min(PointsPerRecord, keys.Length - _next));
        _next += batch.Length;
        return batch.Length > 0 && collection.Read(table => Write(table, batch.Span, changes));
    }

    private static bool Write(PointTable table, ReadOnlySpan<PointKey> batch, ChangeWriter changes)
    {
        foreach (ref readonly var key in batch)
        {
            if (table.TryGetRow(key, out var row))
                changes.Put(key, table.Vector(row), table.Payload(row));
        }
        return true;
    }
}
