namespace Kale.Storage.Logs;

/// <summary>Reads logs back after a restart or a crash.</summary>
internal static class LogRecovery
{
    /// <summary>Reads a log that another follows: every byte of it was on disk before the other began.</summary>
    public static void ReadSealed(string path, ApplyRecord apply)
    {
        using var reader = new RecordReader(path);
        if (Apply(reader, apply) != ReadOutcome.EndOfFile)
            throw reader.Damaged();
    }

    /// <summary>
    /// Reads the last log. What is broken and was never said to be durable is the torn end of a write that nobody was
    /// promised, and is cut off; what was durable is damage.
    /// </summary>
    public static (AppendLog Log, long Torn) ReadLast(string path, ApplyRecord apply)
    {
        long end;
        long length;
        uint salt;
        using (var reader = new RecordReader(path))
        {
            var outcome = Apply(reader, apply);
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            if (outcome == ReadOutcome.Broken && DurableMark.Covers(file, reader.Salt, reader.Offset))
                throw reader.Damaged();
            (end, length, salt) = (reader.Offset, RandomAccess.GetLength(file), reader.Salt);
        }
        return (AppendLog.Open(path, salt, end), length - end);
    }

    private static ReadOutcome Apply(RecordReader reader, ApplyRecord apply)
    {
        while (true)
        {
            var outcome = reader.Next(out var kind, out var content);
            if (outcome != ReadOutcome.Record)
                return outcome;
            if (kind == RecordKind.Changes)
                apply(content);
        }
    }
}
