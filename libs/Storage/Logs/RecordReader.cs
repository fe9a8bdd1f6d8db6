using System.Buffers.Binary;
using System.Numerics;

namespace Kale.Storage.Logs;

internal enum ReadOutcome
{
    Record,
    EndOfFile,

    /// <summary>The bytes at <see cref="RecordReader.Offset"/> are not a whole record.</summary>
    Broken,
}

/// <summary>Reads a file of records from its start.</summary>
internal sealed class RecordReader : IDisposable
{
    private readonly FileStream _stream;
    private byte[] _body = new byte[4096];
    private long _next;

    public RecordReader(string path)
    {
        Path = path;
        if (PlainFile.Oddity(path) is { } oddity)
            throw LogException.Damaged(path, 0, $"it is {oddity} and no file");
        if (!File.Exists(path))
            throw LogException.Damaged(path, 0, "it is missing");
        _stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 20);
        var header = new byte[RecordFormat.HeaderBytes];
        var read = _stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        Salt = RecordFormat.ReadSalt(header.AsSpan(0, read), path);
        _next = RecordFormat.HeaderBytes;
    }

    public string Path { get; }

    public uint Salt { get; }

    /// <summary>Where the record last asked for begins.</summary>
    public long Offset { get; private set; }

    /// <summary>Reads the next record.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="content">Its body after the kind; valid until the next call.</param>
    public ReadOutcome Next(out RecordKind kind, out ReadOnlySpan<byte> content)
    {
        kind = default;
        content = default;
        Offset = _next;
        var left = _stream.Length - Offset;
        if (left == 0)
            return ReadOutcome.EndOfFile;
        Span<byte> header = stackalloc byte[RecordFormat.RecordHeaderBytes];
        if (left <= header.Length)
            return ReadOutcome.Broken;
        _stream.ReadExactly(header);
        var length = BinaryPrimitives.ReadInt32LittleEndian(header);
        if (length < 1 || length > left - header.Length)
            return ReadOutcome.Broken;
        var body = Body(length);
        _stream.ReadExactly(body);
        if (RecordFormat.Checksum(Salt, body) != BinaryPrimitives.ReadUInt32LittleEndian(header[4..]))
            return ReadOutcome.Broken;
        _next = Offset + header.Length + length;
        kind = (RecordKind)body[0];
        content = body[1..];
        return ReadOutcome.Record;
    }

    /// <summary>What is to be thrown where the record last asked for is not what belongs there.</summary>
    public LogException Damaged() =>
        LogException.Damaged(Path, Offset, "the record there is not what was written");

    public void Dispose() => _stream.Dispose();

    private Span<byte> Body(int length)
    {
        if (_body.Length < length)
            _body = new byte[Math.Min(Array.MaxLength, BitOperations.RoundUpToPowerOf2((uint)length))];
        return _body.AsSpan(0, length);
    }
}
