using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Kale.Storage.Logs;

internal enum RecordKind : byte
{
    /// <summary>Changes that are applied together or not at all.</summary>
    Changes = 1,

    /// <summary>Says that the file was on disk up to an offset when it was written.</summary>
    Durable = 2,

    /// <summary>Closes a file that was written as a whole.</summary>
    End = 3,

    /// <summary>The whole content of a file that is replaced and never appended to.</summary>
    Document = 4,
}

/// <summary>
/// The layout all these files share. Header, 24 bytes: magic (8), version (4), salt (4), checksum of these (4), zero
/// (4). Then records: length of the body (4), CRC-32C of salt, length and body (4), body, whose first byte is the kind.
/// Little endian. The salt is random, so that bytes of another file or of a payload never pass for a record.
/// </summary>
internal static class RecordFormat
{
    public const int Version = 1;
    public const int HeaderBytes = 24;
    public const int RecordHeaderBytes = 8;

    // Of the embedded vector store, the first to keep such files: what it wrote stays readable.
    private static ReadOnlySpan<byte> Magic => "KALEQDRT"u8;

    public static byte[] NewHeader(out uint salt)
    {
        salt = (uint)RandomNumberGenerator.GetInt32(int.MaxValue);
        var header = new byte[HeaderBytes];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), Version);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(12), salt);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(16), Crc(0, header.AsSpan(0, 16)));
        return header;
    }

    /// <summary>The salt of a file, from its header.</summary>
    /// <exception cref="LogException">The header is damaged, or of a newer version.</exception>
    public static uint ReadSalt(ReadOnlySpan<byte> header, string file)
    {
        if (header.Length < HeaderBytes || !header.StartsWith(Magic)
            || BinaryPrimitives.ReadUInt32LittleEndian(header[16..]) != Crc(0, header[..16])
            || BinaryPrimitives.ReadUInt32LittleEndian(header[20..]) != 0)
            throw LogException.Damaged(file, 0, "its header is not one that was written here");
        var version = BinaryPrimitives.ReadInt32LittleEndian(header[8..]);
        if (version > Version)
            throw new LogException(LogError.NewerFormat, file,
                $"'{file}' has format {version}; this version reads up to {Version}. Use a newer version of the suite");
        return BinaryPrimitives.ReadUInt32LittleEndian(header[12..]);
    }

    /// <summary>The checksum of a record: of its length and body, begun with the file's salt.</summary>
    public static uint Checksum(uint salt, ReadOnlySpan<byte> body) =>
        Crc(BitOperations.Crc32C(salt, (uint)body.Length), body);

    /// <summary>CRC-32C.</summary>
    public static uint Crc(uint crc, ReadOnlySpan<byte> bytes)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words)
            crc = BitOperations.Crc32C(crc, word);
        foreach (var rest in bytes[(words.Length * sizeof(ulong))..])
            crc = BitOperations.Crc32C(crc, rest);
        return crc;
    }
}
