using System.Buffers;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;

namespace Kale.ContextIndexer.Passages;

/// <summary>A payload as JSON bytes that do not depend on the order of its fields.</summary>
internal static class CanonicalPayload
{
    /// <summary>Keys in ordinal order, numbers in their shortest round-trip form. Numbers must be finite.</summary>
    public static ReadOnlySpan<byte> Of(Struct? payload)
    {
        if (payload is null) return "{}"u8;
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true }))
            Write(json, payload);
        return buffer.WrittenSpan;
    }

    private static void Write(Utf8JsonWriter json, Struct payload)
    {
        json.WriteStartObject();
        foreach (var (key, value) in payload.Fields.OrderBy(field => field.Key, StringComparer.Ordinal))
        {
            json.WritePropertyName(key);
            Write(json, value);
        }
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Value value)
    {
        switch (value.KindCase)
        {
            case Value.KindOneofCase.StringValue: json.WriteStringValue(value.StringValue); break;
            case Value.KindOneofCase.NumberValue: json.WriteNumberValue(value.NumberValue); break;
            case Value.KindOneofCase.BoolValue: json.WriteBooleanValue(value.BoolValue); break;
            case Value.KindOneofCase.StructValue: Write(json, value.StructValue); break;
            case Value.KindOneofCase.ListValue: Write(json, value.ListValue); break;
            default: json.WriteNullValue(); break;
        }
    }

    private static void Write(Utf8JsonWriter json, ListValue list)
    {
        json.WriteStartArray();
        foreach (var value in list.Values) Write(json, value);
        json.WriteEndArray();
    }
}
