using Google.Protobuf.WellKnownTypes;
using ProtoValue = Google.Protobuf.WellKnownTypes.Value;
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

    public static Struct ToStruct(IEnumerable<KeyValuePair<string, Value>> payload)
    {
        var result = new Struct();
        foreach (var (key, value) in payload) result.Fields[key] = To(value);
        return result;
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
