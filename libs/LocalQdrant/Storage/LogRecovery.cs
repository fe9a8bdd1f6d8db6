using Kale.LocalQdrant.Points;

namespace Kale.LocalQdrant.Storage;

/// <summary>Reads logs back after a restart or a crash.</summary>
internal static class LogRecovery
{
    /// <summary>Reads a log that another follows: every byte of it was on disk before the other began.</summary>
    public static void ReadSealed(string path, PointTable table)
    {
        using var reader = Open(path);
        if (Apply(reader, table) != ReadOutcome.EndOfFile)
            throw Damaged(reader);
    }

    /// <summary>
    /// Reads the last log. What is broken and was never said to be durable is the torn end of a write that nobody was
    /// promised, and is cut off; what was durable is damage.
    /// </summary>
    public static (AppendLog Log, long Torn) ReadLast(string path, PointTable table)
    {
        long end;
        long length;
        uint salt;
        using (var reader = Open(path))
        {
            var outcome = Apply(reader, table);
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            if (outcome == ReadOutcome.Broken && DurableMark.Covers(file, reader.Salt, reader.Offset))
                throw Damaged(reader);
            (end, length, salt) = (reader.Offset, RandomAccess.GetLength(file), reader.Salt);
        }
        return (AppendLog.Open(path, salt, end), length - end);
    }

    private static RecordReader Open(string path) => File.Exists(path)
        ? new RecordReader(path)
        : throw LocalQdrantException.Damaged(path, 0, "it is missing");

    private static ReadOutcome Apply(RecordReader reader, PointTable table)
    {
        while (true)
        {
            var outcome = reader.Next(out var kind, out var content);
            if (outcome != ReadOutcome.Record)
                return outcome;
            if (kind == RecordKind.Changes)
                ChangeReader.Apply(content, table);
        }
    }

    private static LocalQdrantException Damaged(RecordReader reader) =>
        LocalQdrantException.Damaged(reader.Path, reader.Offset, "the record there is not what was written");
}
