using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Kale.Encoding;

namespace Kale.QueryEncoder.Caching;

/// <summary>A vector as it was computed, with what the answer says beside it. Never written to.</summary>
internal sealed record CachedVector(float[] Vector, int TokenCount, bool Truncated)
{
    // 4 bytes tokens, 1 byte truncated, then the numbers, all little-endian.
    private const int HeaderBytes = 5;
    private const int ObjectBytes = 200;

    /// <summary>What an entry takes in memory, about.</summary>
    public int Bytes => ObjectBytes + (Vector.Length * sizeof(float));

    public static CachedVector? Of(TextResult result) =>
        result.Vector is { } vector ? new CachedVector(vector, result.TokenCount, result.Truncated) : null;

    public TextResult ToResult() => new(Vector, null, TokenCount, Truncated);

    public byte[] ToBytes()
    {
        var bytes = new byte[HeaderBytes + (Vector.Length * sizeof(float))];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, TokenCount);
        bytes[4] = Truncated ? (byte)1 : (byte)0;
        MemoryMarshal.AsBytes(Vector.AsSpan()).CopyTo(bytes.AsSpan(HeaderBytes));
        return bytes;
    }

    /// <summary>Null for bytes that are no vector of these dimensions.</summary>
    public static CachedVector? Parse(byte[]? bytes, int dims)
    {
        if (bytes is null || bytes.Length != HeaderBytes + (dims * sizeof(float)))
            return null;
        var vector = MemoryMarshal.Cast<byte, float>(bytes.AsSpan(HeaderBytes)).ToArray();
        return new CachedVector(vector, BinaryPrimitives.ReadInt32LittleEndian(bytes), bytes[4] == 1);
    }
}
