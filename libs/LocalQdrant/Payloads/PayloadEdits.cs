using System.Text;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Qdrant.Client.Grpc;

namespace Kale.LocalQdrant.Payloads;

/// <summary>Changes of payloads, which are done on objects, and their way to and from bytes.</summary>
internal static class PayloadEdits
{
    public static byte[] ToBytes(MapField<string, Value> payload)
    {
        if (payload.Count == 0)
            return [];
        var fields = new Struct();
        fields.Fields.MergeFrom(payload);
        return fields.ToByteArray();
    }

    public static MapField<string, Value> ToMap(ReadOnlySpan<byte> payload) => Struct.Parser.ParseFrom(payload).Fields;

    /// <summary>
    /// Sets fields, of the whole payload or of the struct at a path, which is made when it is not there.
    /// </summary>
    public static void Set(MapField<string, Value> payload, MapField<string, Value> changes, KeyPath? at)
    {
        var target = at is null ? payload : StructAt(payload, at);
        foreach (var (key, value) in changes)
            target[key] = value;
    }

    /// <summary>Removes the fields that the paths lead to.</summary>
    public static MapField<string, Value> Remove(MapField<string, Value> payload, IReadOnlyList<KeyPath> paths) =>
        PayloadProjection.Exclude(paths).Apply(payload);

    private static MapField<string, Value> StructAt(MapField<string, Value> payload, KeyPath path)
    {
        foreach (var step in path.Steps)
        {
            var key = Encoding.UTF8.GetString(step.Key ?? throw LocalQdrantException.Unsupported(
                $"Setting a payload inside a list ('{path.Text}')"));
            if (!payload.TryGetValue(key, out var value) || value.KindCase != Value.KindOneofCase.StructValue)
                payload[key] = value = new Value { StructValue = new Struct() };
            payload = value.StructValue.Fields;
        }
        return payload;
    }
}
