using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Kale.LocalQdrant.Points;

/// <summary>
/// Applies what <see cref="ChangeWriter"/> wrote: to live memory after a write, and when a file is read back.
/// </summary>
internal static class ChangeReader
{
    /// <returns>How many changes there were.</returns>
    public static int Apply(ReadOnlySpan<byte> changes, PointTable table)
    {
        var count = 0;
        for (; !changes.IsEmpty; count++)
        {
            var kind = (ChangeKind)changes[0];
            var key = PointKey.Decode(changes[1..]);
            changes = changes[(1 + PointKey.EncodedBytes)..];
            switch (kind)
            {
                case ChangeKind.Put:
                    var vector = MemoryMarshal.Cast<byte, float>(Take(ref changes, table.Dimensions * sizeof(float)));
                    table.Put(key, vector, Payload(ref changes));
                    break;
                case ChangeKind.SetPayload:
                    table.SetPayload(key, Payload(ref changes));
                    break;
                case ChangeKind.Remove:
                    table.Remove(key);
                    break;
                default:
                    throw new InvalidDataException($"Unknown change {(byte)kind}. This is a bug.");
            }
        }
        return count;
    }

    private static ReadOnlySpan<byte> Payload(ref ReadOnlySpan<byte> changes) =>
        Take(ref changes, BinaryPrimitives.ReadInt32LittleEndian(Take(ref changes, sizeof(int))));

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> bytes, int count)
    {
        var taken = bytes[..count];
        bytes = bytes[count..];
        return taken;
    }
}
