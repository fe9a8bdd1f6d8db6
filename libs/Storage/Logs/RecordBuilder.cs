using System.Buffers.Binary;
using System.Numerics;

namespace Kale.Storage.Logs;

/// <summary>Builds one record in a buffer that is used again for the next.</summary>
public sealed class RecordBuilder
{
    private const int KeptBytes = 8 << 20;
    private byte[] _buffer = new byte[4096];
    private int _length;

    /// <summary>What was written since <see cref="Begin()"/>; valid until the next.</summary>
    public ReadOnlySpan<byte> Content => Body[1..];

    private ReadOnlySpan<byte> Body => _buffer.AsSpan(RecordFormat.RecordHeaderBytes, BodyBytes);

    private int BodyBytes => _length - RecordFormat.RecordHeaderBytes;

    /// <summary>Begins a record of changes.</summary>
    public void Begin() => Begin(RecordKind.Changes);

    internal void Begin(RecordKind kind)
    {
        if (_buffer.Length > KeptBytes)
            _buffer = new byte[4096];
        _length = RecordFormat.RecordHeaderBytes;
        Reserve(1)[0] = (byte)kind;
    }

    /// <summary>The next <paramref name="bytes"/> bytes of the record, to be written by the caller at once.</summary>
    public Span<byte> Reserve(int bytes)
    {
        var end = checked(_length + bytes);
        if (end > _buffer.Length)
            Array.Resize(ref _buffer, (int)Math.Min(Array.MaxLength, BitOperations.RoundUpToPowerOf2((uint)end)));
        var span = _buffer.AsSpan(_length, bytes);
        _length = end;
        return span;
    }

    /// <summary>The finished record; valid until the next is begun.</summary>
    internal ReadOnlySpan<byte> Complete(uint salt)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_buffer, BodyBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(_buffer.AsSpan(4), RecordFormat.Checksum(salt, Body));
        return _buffer.AsSpan(0, _length);
    }
}
