using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Kale.Corpora.Json;

/// <summary>
/// The fields that are stored with a document, as the text of a JSON object. Whole numbers are kept to the last digit;
/// what could be kept only as something else is refused.
/// </summary>
/// <param name="Json">Each field once; whole numbers without a fraction or an exponent.</param>
/// <param name="NeedsIntegers">It holds whole numbers that a double does not.</param>
public sealed record DocumentPayload(string Json, bool NeedsIntegers)
{
    /// <summary>Objects and lists within each other; messages of protobuf take no more than some thirty.</summary>
    public const int MaxDepth = 24;

    private const long LargestOfDoubles = 1L << 53;

    /// <summary>The payload of a JSON object.</summary>
    /// <exception cref="FormatException">It is none, or holds what cannot be kept; the message says what.</exception>
    public static DocumentPayload Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            using var document = JsonLines.Parse("payload", Encoding.UTF8.GetBytes(json));
            return Of(new JsonLine("payload", 1, document.RootElement).Fields());
        }
        catch (CorpusException error)
        {
            throw new FormatException(error.Complaint, error);
        }
    }

    internal static DocumentPayload Of(IEnumerable<KeyValuePair<string, JsonElement>> fields)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new Writer(new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true }));
        return new DocumentPayload(writer.Write(fields, buffer), writer.NeedsIntegers);
    }

    private sealed class Writer(Utf8JsonWriter json)
    {
        public bool NeedsIntegers { get; private set; }

        public string Write(IEnumerable<KeyValuePair<string, JsonElement>> fields, ArrayBufferWriter<byte> buffer)
        {
            using (json)
            {
                json.WriteStartObject();
                foreach (var (name, value) in fields)
                    WriteField(name, name, value, 1);
                json.WriteEndObject();
            }

            return Encoding.UTF8.GetString(buffer.WrittenSpan);
        }

        private void WriteField(string name, string path, JsonElement value, int depth)
        {
            json.WritePropertyName(name);
            WriteValue(path, value, depth);
        }

        private void WriteValue(string path, JsonElement value, int depth)
        {
            if (depth > MaxDepth)
                throw new FormatException($"the field '{path}' is nested more than {MaxDepth} deep");
            switch (value.ValueKind)
            {
                case JsonValueKind.Object:
                    WriteObject(path, value, depth);
                    break;
                case JsonValueKind.Array:
                    WriteList(path, value, depth);
                    break;
                case JsonValueKind.Number:
                    WriteNumber(path, value.GetRawText());
                    break;
                case JsonValueKind.String:
                    json.WriteStringValue(Text(path, value.GetString));
                    break;
                default:
                    value.WriteTo(json);
                    break;
            }
        }

        private void WriteObject(string path, JsonElement value, int depth)
        {
            json.WriteStartObject();
            foreach (var field in value.EnumerateObject())
            {
                var name = Text(path, () => field.Name);
                WriteField(name, $"{path}.{name}", field.Value, depth + 1);
            }

            json.WriteEndObject();
        }

        private void WriteList(string path, JsonElement value, int depth)
        {
            json.WriteStartArray();
            foreach (var element in value.EnumerateArray())
                WriteValue(path, element, depth + 1);
            json.WriteEndArray();
        }

        private void WriteNumber(string path, string digits)
        {
            if (WholeNumber(digits) is { } whole)
            {
                NeedsIntegers |= whole is > LargestOfDoubles or < -LargestOfDoubles;
                json.WriteNumberValue(whole);
                return;
            }

            if (digits.AsSpan().IndexOfAny('.', 'e', 'E') < 0)
                throw new FormatException(
                    $"the field '{path}' holds {digits}, a whole number of more than 64 bits; write it as a text: "
                    + $"\"{digits}\"");
            var number = double.Parse(digits, CultureInfo.InvariantCulture);
            json.WriteNumberValue(double.IsFinite(number)
                ? number
                : throw new FormatException($"the field '{path}' holds {digits}, which no number can be kept as"));
        }

        // 5, 5.0 and 5e0 are the same number.
        private static long? WholeNumber(string digits) =>
            decimal.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && decimal.Truncate(number) == number && number is >= long.MinValue and <= long.MaxValue
                ? (long)number
                : null;

        private static string Text(string path, Func<string?> read)
        {
            try
            {
                return read()!;
            }
            catch (InvalidOperationException e)
            {
                throw new FormatException($"the field '{path}' {JsonLine.NotUnicode}", e);
            }
        }
    }
}
