using System.Buffers;
using System.Text.Unicode;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Kale.ServiceDefaults.Marshalling;

/// <summary>
/// Finds the first string of a message that is not UTF-8. Protobuf says that such a message must be refused; the C#
/// parser puts U+FFFD in the place of the wrong bytes instead, and a text would be encoded that nobody sent.
/// </summary>
internal static class Utf8Check
{
    /// <summary>
    /// The contract's path of the first wrong string, such as <c>texts[3]</c>; null when all are right.
    /// </summary>
    /// <param name="message">Bytes that were parsed as this type, so their structure is right.</param>
    /// <param name="type">The message's type.</param>
    public static string? FindInvalid(ReadOnlySequence<byte> message, MessageDescriptor type)
    {
        if (message.IsSingleSegment)
            return FindInvalid(message.FirstSpan, type);
        var length = checked((int)message.Length);
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            message.CopyTo(buffer);
            return FindInvalid(buffer.AsSpan(0, length), type);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static string? FindInvalid(ReadOnlySpan<byte> rest, MessageDescriptor type)
    {
        Dictionary<int, int>? seen = null;
        var groups = 0;
        while (rest.Length > 0)
        {
            var tag = (uint)ReadVarint(ref rest);
            var wire = WireFormat.GetTagWireType(tag);
            groups += wire switch { WireFormat.WireType.StartGroup => 1, WireFormat.WireType.EndGroup => -1, _ => 0 };
            var value = ReadValue(ref rest, wire);
            // Fields inside a group are of a type that is not known here.
            var field = groups == 0 ? type.FindFieldByNumber(WireFormat.GetTagFieldNumber(tag)) : null;
            if (field is null || wire != WireFormat.WireType.LengthDelimited)
                continue;
            var index = field.IsRepeated ? Count(ref seen, field.FieldNumber) : 0;
            if (FindInvalid(value, field) is { } inner)
                return (field.IsRepeated && !field.IsMap ? $"{field.Name}[{index}]" : field.Name) + inner;
        }

        return null;
    }

    /// <summary>Null when the field is right; otherwise the rest of the path, empty for a string.</summary>
    private static string? FindInvalid(ReadOnlySpan<byte> value, FieldDescriptor field) => field.FieldType switch
    {
        FieldType.String => Utf8.IsValid(value) ? null : "",
        FieldType.Message => FindInvalid(value, field.MessageType) is { } inner ? "." + inner : null,
        _ => null,
    };

    private static ReadOnlySpan<byte> ReadValue(ref ReadOnlySpan<byte> rest, WireFormat.WireType wire)
    {
        switch (wire)
        {
            case WireFormat.WireType.Varint:
                ReadVarint(ref rest);
                return [];
            case WireFormat.WireType.Fixed64:
                return Take(ref rest, sizeof(ulong));
            case WireFormat.WireType.Fixed32:
                return Take(ref rest, sizeof(uint));
            case WireFormat.WireType.LengthDelimited:
                return Take(ref rest, (int)ReadVarint(ref rest));
            default:
                return [];
        }
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> rest, int length)
    {
        var value = rest[..length];
        rest = rest[length..];
        return value;
    }

    private static ulong ReadVarint(ref ReadOnlySpan<byte> rest)
    {
        var value = 0UL;
        var at = 0;
        for (; rest[at] >= 0x80; at++)
            value |= (ulong)(rest[at] & 0x7f) << (7 * at);
        value |= (ulong)rest[at] << (7 * at);
        rest = rest[(at + 1)..];
        return value;
    }

    private static int Count(ref Dictionary<int, int>? seen, int field)
    {
        seen ??= [];
        var index = seen.GetValueOrDefault(field);
        seen[field] = index + 1;
        return index;
    }
}
