using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Kale.Storage.Logs;

/// <summary>The record that says how far a file was on disk.</summary>
internal static class DurableMark
{
    private const int BodyBytes = 1 + sizeof(long);
    private const int RecordBytes = RecordFormat.RecordHeaderBytes + BodyBytes;
    private const int WindowBytes = 1 << 20;

    public static void Build(RecordBuilder record, long position)
    {
        record.Begin(RecordKind.Durable);
        BinaryPrimitives.WriteInt64LittleEndian(record.Reserve(sizeof(long)), position);
    }

    /// <summary>
    /// Whether bytes at <paramref name="offset"/> were once on disk: some later mark, searched for byte by byte since
    /// the length of what is broken means nothing, reaches beyond it.
    /// </summary>
    public static bool Covers(SafeFileHandle file, uint salt, long offset)
    {
        var window = new byte[WindowBytes];
        for (var start = offset + 1; ; start += WindowBytes - RecordBytes)
        {
            var read = RandomAccess.Read(file, window, start);
            if (read < RecordBytes)
                return false;
            if (HasMarkBeyond(window.AsSpan(0, read), salt, offset))
                return true;
        }
    }

    private static bool HasMarkBeyond(ReadOnlySpan<byte> bytes, uint salt, long offset)
    {
        ReadOnlySpan<byte> length = [BodyBytes, 0, 0, 0];
        while (bytes.IndexOf(length) is >= 0 and var found)
        {
            bytes = bytes[found..];
            if (bytes.Length >= RecordBytes && Position(bytes[..RecordBytes], salt) > offset)
                return true;
            bytes = bytes[1..];
        }
        return false;
    }

    private static long Position(ReadOnlySpan<byte> record, uint salt)
    {
        var body = record[RecordFormat.RecordHeaderBytes..];
        var whole = body[0] == (byte)RecordKind.Durable
            && RecordFormat.Checksum(salt, body) == BinaryPrimitives.ReadUInt32LittleEndian(record[4..]);
        return whole ? BinaryPrimitives.ReadInt64LittleEndian(body[1..]) : -1;
    }
}
