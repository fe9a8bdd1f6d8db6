using Google.Protobuf.WellKnownTypes;
using Kale.ServiceDefaults.Errors;
using Kale.V1;

namespace Kale.ContextIndexer.Indexing;

/// <summary>Which documents cannot be indexed, and why; the stream goes on without them.</summary>
internal static class DocumentCheck
{
    private const int MaxIdBytes = 512;
    private const string ReservedKey = "kale";

    /// <summary>Null when nothing is wrong.</summary>
    public static Failure? Find(Document? document)
    {
        if (document is null) return Invalid("The message carries no document.");
        if (document.Id.Length == 0) return Invalid("The document has no id.");
        if (TextEncoding.UTF8.GetByteCount(document.Id) > MaxIdBytes)
            return Invalid($"The document's id is longer than {MaxIdBytes} bytes.");
        if (string.IsNullOrWhiteSpace(document.Title) && string.IsNullOrWhiteSpace(document.Text))
            return new Failure(Reasons.EmptyText, $"The document '{document.Id}' has neither title nor text.");
        return document.Payload is null ? null : FindInPayload(document);
    }

    private static Failure? FindInPayload(Document document)
    {
        if (document.Payload.Fields.ContainsKey(ReservedKey))
            return Invalid(
                $"The payload of document '{document.Id}' has a field '{ReservedKey}', which is reserved; rename it.");
        return document.Payload.Fields.Values.All(IsStorable)
            ? null
            : Invalid($"The payload of document '{document.Id}' holds a number that is not finite.");
    }

    private static bool IsStorable(Value value) => value.KindCase switch
    {
        Value.KindOneofCase.NumberValue => double.IsFinite(value.NumberValue),
        Value.KindOneofCase.StructValue => value.StructValue.Fields.Values.All(IsStorable),
        Value.KindOneofCase.ListValue => value.ListValue.Values.All(IsStorable),
        _ => true,
    };

    private static Failure Invalid(string message) => new(ContextIndexerErrors.InvalidDocument, message);
}
