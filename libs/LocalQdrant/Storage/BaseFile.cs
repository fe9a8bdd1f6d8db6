using System.Buffers.Binary;
using Kale.LocalQdrant.Points;
using Kale.Storage;

namespace Kale.LocalQdrant.Storage;

/// <summary>A file with every point of a collection, closed by a record with their number.</summary>
internal static class BaseFile
{
    /// <summary>Writes a base under a temporary name; <see cref="DurableFile.MoveIntoPlace"/> makes it count.</summary>
    /// <param name="path">Its place.</param>
    /// <param name="fill">Writes the next points into a record; false when there are none left.</param>
    public static void WriteAside(string path, Func<ChangeWriter, bool> fill) => Disk.WriteAside(path, stream =>
    {
        stream.Write(FileFormat.NewHeader(out var salt));
        var record = new RecordBuilder();
        var changes = new ChangeWriter(record);
        long points = 0;
        for (changes.Begin(); fill(changes); changes.Begin())
        {
            stream.Write(record.Complete(salt));
            points += changes.Count;
        }
        record.Begin(RecordKind.End);
        BinaryPrimitives.WriteInt64LittleEndian(record.Reserve(sizeof(long)), points);
        stream.Write(record.Complete(salt));
    });

    public static void Read(string path, PointTable table)
    {
        using var reader = new RecordReader(path);
        while (reader.Next(out var kind, out var content) == ReadOutcome.Record)
        {
            if (kind == RecordKind.End && BinaryPrimitives.ReadInt64LittleEndian(content) == table.Count
                && reader.Next(out _, out _) == ReadOutcome.EndOfFile)
                return;
            if (kind != RecordKind.Changes)
                break;
            ChangeReader.Apply(content, table);
        }
        throw LocalQdrantException.Damaged(path, reader.Offset, "the record there is not what was written");
    }
}
