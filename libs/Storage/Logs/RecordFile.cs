using System.Buffers.Binary;

namespace Kale.Storage.Logs;

/// <summary>Files of records that are written as a whole: the old one or the new one, never half.</summary>
public static class RecordFile
{
    /// <summary>Replaces a file by one record, or makes it; on disk when it returns.</summary>
    /// <param name="path">Its place.</param>
    /// <param name="content">What <see cref="Read"/> gives back.</param>
    /// <exception cref="LogException">There is no room; the old file is in place.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        var record = new RecordBuilder();
        record.Begin(RecordKind.Document);
        content.CopyTo(record.Reserve(content.Length));
        WriteAside(path, (stream, salt) => stream.Write(record.Complete(salt)));
        DurableFile.MoveIntoPlace(path);
    }

    /// <summary>The content that <see cref="Replace"/> was given.</summary>
    /// <exception cref="LogException">The file is damaged or of a newer format.</exception>
    public static byte[] Read(string path)
    {
        using var reader = new RecordReader(path);
        if (reader.Next(out var kind, out var record) != ReadOutcome.Record || kind != RecordKind.Document)
            throw reader.Damaged();
        var content = record.ToArray();
        return reader.Next(out _, out _) == ReadOutcome.EndOfFile ? content : throw reader.Damaged();
    }

    /// <summary>The first half of a replacement: header and records are on disk under a temporary name.</summary>
    internal static void WriteAside(string path, Action<FileStream, uint> write)
    {
        try
        {
            DurableFile.WriteAside(path, stream =>
            {
                stream.Write(RecordFormat.NewHeader(out var salt));
                write(stream, salt);
            });
        }
        catch (IOException e) when (DiskSpace.IsFull(e))
        {
            throw LogException.Full(path, e);
        }
    }

    /// <summary>A base: all changes there are, closed by a record with their number; under a temporary name.</summary>
    internal static void WriteBaseAside(string path, FillRecord fill) => WriteAside(path, (stream, salt) =>
    {
        var (record, changes) = (new RecordBuilder(), 0L);
        for (record.Begin(); fill(record) is > 0 and var written; record.Begin())
        {
            stream.Write(record.Complete(salt));
            changes += written;
        }

        record.Begin(RecordKind.End);
        BinaryPrimitives.WriteInt64LittleEndian(record.Reserve(sizeof(long)), changes);
        stream.Write(record.Complete(salt));
    });

    internal static void ReadBase(string path, ApplyRecord apply)
    {
        using var reader = new RecordReader(path);
        var changes = 0L;
        while (reader.Next(out var kind, out var content) == ReadOutcome.Record)
        {
            if (kind == RecordKind.End && BinaryPrimitives.ReadInt64LittleEndian(content) == changes
                && reader.Next(out _, out _) == ReadOutcome.EndOfFile)
                return;
            if (kind != RecordKind.Changes)
                break;
            changes += apply(content);
        }

        throw reader.Damaged();
    }
}
