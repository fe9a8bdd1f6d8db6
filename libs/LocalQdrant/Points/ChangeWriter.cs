using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Kale.Storage.Logs;

namespace Kale.LocalQdrant.Points;

internal enum ChangeKind : byte
{
    Put = 1,
    SetPayload = 2,
    Remove = 3,
}

/// <summary>
/// Writes changes of points into a record. A change: kind (1), key (17); a put goes on with the vector; a put or
/// payload with length (4) and bytes of the payload. Changes are results, never conditions: replaying needs no filter.
/// </summary>
internal sealed class ChangeWriter(RecordBuilder record)
{
    /// <summary>Bytes of a put beside the vector and the payload.</summary>
    public const int PutOverheadBytes = 1 + PointKey.EncodedBytes + sizeof(int);

    public int Count { get; private set; }

    public void Begin()
    {
        record.Begin();
        Count = 0;
    }

    public void Put(in PointKey key, ReadOnlySpan<float> vector, ReadOnlySpan<byte> payload)
    {
        Head(ChangeKind.Put, key);
        MemoryMarshal.AsBytes(vector).CopyTo(record.Reserve(vector.Length * sizeof(float)));
        Payload(payload);
    }

    public void SetPayload(in PointKey key, ReadOnlySpan<byte> payload)
    {
        Head(ChangeKind.SetPayload, key);
        Payload(payload);
    }

    public void Remove(in PointKey key) => Head(ChangeKind.Remove, key);

    private void Head(ChangeKind kind, in PointKey key)
    {
        record.Reserve(1)[0] = (byte)kind;
        key.Encode(record.Reserve(PointKey.EncodedBytes));
        Count++;
    }

    private void Payload(ReadOnlySpan<byte> payload)
    {
        BinaryPrimitives.WriteInt32LittleEndian(record.Reserve(sizeof(int)), payload.Length);
        payload.CopyTo(record.Reserve(payload.Length));
    }
}
