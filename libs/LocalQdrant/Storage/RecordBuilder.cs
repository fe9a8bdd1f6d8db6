using System.Buffers.Binary;
using System.Numerics;

namespace Kale.LocalQdrant.Storage;

/// <summary>Builds one record in a buffer that is used again for the next.</summary>
internal sealed class RecordBuilder
{
    private const int KeptBytes = 8 << 20;
    private byte[] _buffer = new byte[4096];
    private int _length;

    public int BodyBytes => _length - FileFormat.RecordHeaderBytes;

    public void Begin(RecordKind kind)
    {
        if (_buffer.Length > KeptBytes)
            _buffer = new byte[4096];
        _length = FileFormat.RecordHeaderBytes;
        Reserve(1)[0] = (byte)kind;
    }

    /// <summary>The next <paramref name="bytes"/> bytes of the body, to be written by the caller at once.</summary>
    public Span<byte> Reserve(int bytes)
    {
        var end = checked(_length + bytes);
        if (end > _buffer.Length)
            Array.Resize(ref _buffer, (int)Math.Min(Array.MaxLength, BitOperations.RoundUpToPowerOf2((uint)end)));
        var span = _buffer.AsSpan(_length, bytes);
        _length = end;
        return span;
    }

    public ReadOnlySpan<byte> Body => _buffer.AsSpan(FileFormat.RecordHeaderBytes, BodyBytes);

    /// <summary>The finished record; valid until the next <see cref="Begin"/>.</summary>
    public ReadOnlySpan<byte> Complete(uint salt)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_buffer, BodyBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(_buffer.AsSpan(4), FileFormat.Checksum(salt, Body));
        return _buffer.AsSpan(0, _length);
    }
}
