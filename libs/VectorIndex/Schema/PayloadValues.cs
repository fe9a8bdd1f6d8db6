using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Qdrant.Client.Grpc;
using ProtoValue = Google.Protobuf.WellKnownTypes.Value;
using Struct = Google.Protobuf.WellKnownTypes.Struct;
using Value = Qdrant.Client.Grpc.Value;

namespace Kale.VectorIndex.Schema;

/// <summary>
/// JSON-like payloads to the store's values and back. Whole numbers become integers, since the store matches integers
/// only with integers; they come back as the same numbers.
/// </summary>
internal static class PayloadValues
{
    private const double LargestWholeNumber = 1L << 53;

    public static Dictionary<string, Value> FromStruct(Struct payload) =>
        payload.Fields.ToDictionary(field => field.Key, field => From(field.Value));

    public static Dictionary<string, Value> FromJson(JsonElement payload) =>
        payload.ValueKind == JsonValueKind.Object
            ? payload.EnumerateObject().ToDictionary(field => field.Name, field => From(field.Value))
            : throw new JsonException("A payload must be a JSON object.");

    public static Struct ToStruct(IEnumerable<KeyValuePair<string, Value>> payload)
    {
        var result = new Struct();
        foreach (var (key, value) in payload) result.Fields[key] = To(value);
        return result;
    }

    public static void Write(Utf8JsonWriter json, IEnumerable<KeyValuePair<string, Value>> payload)
    {
        json.WriteStartObject();
        foreach (var (key, value) in payload.OrderBy(field => field.Key, StringComparer.Ordinal))
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
            case Value.KindOneofCase.IntegerValue: json.WriteNumberValue(value.IntegerValue); break;
            case Value.KindOneofCase.DoubleValue: json.WriteNumberValue(value.DoubleValue); break;
            case Value.KindOneofCase.BoolValue: json.WriteBooleanValue(value.BoolValue); break;
            case Value.KindOneofCase.StructValue: Write(json, value.StructValue.Fields); break;
            case Value.KindOneofCase.ListValue: Write(json, value.ListValue.Values); break;
            default: json.WriteNullValue(); break;
        }
    }

    private static void Write(Utf8JsonWriter json, IEnumerable<Value> values)
    {
        json.WriteStartArray();
        foreach (var value in values) Write(json, value);
        json.WriteEndArray();
    }

    private static Value From(ProtoValue value) => value.KindCase switch
    {
        ProtoValue.KindOneofCase.StringValue => value.StringValue,
        ProtoValue.KindOneofCase.BoolValue => value.BoolValue,
        ProtoValue.KindOneofCase.NumberValue => From(value.NumberValue),
        ProtoValue.KindOneofCase.StructValue => FromStruct(value.StructValue),
        ProtoValue.KindOneofCase.ListValue => value.ListValue.Values.Select(From).ToArray(),
        _ => new Value { NullValue = Qdrant.Client.Grpc.NullValue.NullValue },
    };

    private static Value From(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.True or JsonValueKind.False => value.GetBoolean(),
        JsonValueKind.Number => value.TryGetInt64(out var whole) ? whole : From(value.GetDouble()),
        JsonValueKind.Object => FromJson(value),
        JsonValueKind.Array => value.EnumerateArray().Select(From).ToArray(),
        _ => new Value { NullValue = Qdrant.Client.Grpc.NullValue.NullValue },
    };

    private static Value From(double number) =>
        Math.Floor(number) == number && Math.Abs(number) <= LargestWholeNumber ? (Value)(long)number : (Value)number;

    private static ProtoValue To(Value value) => value.KindCase switch
    {
        Value.KindOneofCase.StringValue => ProtoValue.ForString(value.StringValue),
        Value.KindOneofCase.BoolValue => ProtoValue.ForBool(value.BoolValue),
        Value.KindOneofCase.IntegerValue => ProtoValue.ForNumber(value.IntegerValue),
        Value.KindOneofCase.DoubleValue => ProtoValue.ForNumber(value.DoubleValue),
        Value.KindOneofCase.StructValue => ProtoValue.ForStruct(ToStruct(value.StructValue.Fields)),
        Value.KindOneofCase.ListValue => ProtoValue.ForList([.. value.ListValue.Values.Select(To)]),
        _ => ProtoValue.ForNull(),
    };
}
