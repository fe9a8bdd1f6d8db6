using System.Buffers.Binary;
using Qdrant.Client.Grpc;

namespace Kale.LocalQdrant.Points;

/// <summary>A point's id: a number or a UUID. Numbers sort before UUIDs, as in Qdrant.</summary>
internal readonly record struct PointKey(bool IsUuid, ulong High, ulong Low) : IComparable<PointKey>
{
    public const int EncodedBytes = 17;

    public static PointKey From(PointId? id) => id?.PointIdOptionsCase switch
    {
        PointId.PointIdOptionsOneofCase.Num => new PointKey(false, 0, id.Num),
        PointId.PointIdOptionsOneofCase.Uuid => FromUuid(id.Uuid),
        _ => throw LocalQdrantException.Invalid("a point id is empty: give a number or a UUID"),
    };

    public static PointKey Decode(ReadOnlySpan<byte> bytes) => new(
        bytes[0] != 0,
        BinaryPrimitives.ReadUInt64BigEndian(bytes[1..]),
        BinaryPrimitives.ReadUInt64BigEndian(bytes[9..]));

    public void Encode(Span<byte> bytes)
    {
        bytes[0] = IsUuid ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt64BigEndian(bytes[1..], High);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[9..], Low);
    }

    public PointId ToPointId() => IsUuid ? new PointId { Uuid = ToString() } : new PointId { Num = Low };

    public int CompareTo(PointKey other)
    {
        var kinds = IsUuid.CompareTo(other.IsUuid);
        if (kinds != 0)
            return kinds;
        var high = High.CompareTo(other.High);
        return high != 0 ? high : Low.CompareTo(other.Low);
    }

    // Consecutive numbers and UUIDs alike must spread over the low bits.
    public override int GetHashCode() => (int)(((High * 0x9E3779B97F4A7C15) ^ Low) * 0xD6E8FEB86659FD93 >> 32);

    public override string ToString()
    {
        if (!IsUuid)
            return Low.ToString();
        Span<byte> bytes = stackalloc byte[EncodedBytes];
        Encode(bytes);
        return new Guid(bytes[1..], bigEndian: true).ToString();
    }

    private static PointKey FromUuid(string text)
    {
        const string Urn = "urn:uuid:";
        var digits = text.StartsWith(Urn, StringComparison.OrdinalIgnoreCase) ? text[Urn.Length..] : text;
        if (!Guid.TryParse(digits, out var uuid))
            throw LocalQdrantException.Invalid($"'{text}' is not a UUID");
        Span<byte> bytes = stackalloc byte[16];
        uuid.TryWriteBytes(bytes, bigEndian: true, out _);
        return new PointKey(
            true, BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));
    }
}
