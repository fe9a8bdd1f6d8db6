using System.Buffers;
using System.Text;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Kale.VectorIndex.Schema;
using Value = Qdrant.Client.Grpc.Value;

namespace Kale.VectorIndex;

/// <summary>A document's own fields as they are stored, whole numbers to the last of 64 bits.</summary>
public sealed class UserPayload
{
    private const long LargestOfDoubles = 1L << 53;

    internal UserPayload(IReadOnlyDictionary<string, Value> fields) => Fields = fields;

    internal IReadOnlyDictionary<string, Value> Fields { get; }

    /// <summary>Names of the fields.</summary>
    public IEnumerable<string> Names => Fields.Keys;

    /// <summary>The fields of a message, whose numbers are doubles.</summary>
    public static UserPayload Of(Struct payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        return new UserPayload(PayloadValues.FromStruct(payload));
    }

    /// <summary>The fields of a JSON object.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static UserPayload Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return new UserPayload(PayloadValues.FromJson(document.RootElement));
    }

    /// <summary>As a message; whole numbers beyond 2^53 are rounded.</summary>
    public Struct ToStruct() => PayloadValues.ToStruct(Fields);

    /// <summary>Whether <see cref="ToStruct"/> rounds a number.</summary>
    public bool NeedsIntegers => Fields.Values.Any(IsBeyondDoubles);

    /// <summary>As JSON that does not depend on the order of the fields: keys in ordinal order, numbers in their
    /// shortest form. Numbers must be finite.</summary>
    public string ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true }))
            PayloadValues.Write(json, Fields);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static bool IsBeyondDoubles(Value value) => value.KindCase switch
    {
        Value.KindOneofCase.IntegerValue => value.IntegerValue is > LargestOfDoubles or < -LargestOfDoubles,
        Value.KindOneofCase.StructValue => value.StructValue.Fields.Values.Any(IsBeyondDoubles),
        Value.KindOneofCase.ListValue => value.ListValue.Values.Any(IsBeyondDoubles),
        _ => false,
    };
}
