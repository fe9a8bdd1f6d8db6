using Google.Protobuf.WellKnownTypes;
using Kale.Corpora.Json;
using Kale.ServiceDefaults.Errors;
using Kale.V1;
using Kale.VectorIndex;

namespace Kale.ContextIndexer.Indexing;

/// <summary>Which documents cannot be indexed, and why; the stream goes on without them.</summary>
internal static class DocumentCheck
{
    /// <summary>As long as a path may be.</summary>
    public const int MaxIdBytes = 4_096;

    private const string ReservedKey = "kale";

    /// <summary>Whether a document may have this id.</summary>
    public static bool IsId(string id) => id.Length > 0 && TextEncoding.UTF8.GetByteCount(id) <= MaxIdBytes;

    /// <summary>Null when nothing is wrong.</summary>
    /// <param name="document">As it was sent.</param>
    /// <param name="payload">Its payload, where nothing is wrong with that.</param>
    public static Failure? Find(Document? document, out UserPayload? payload)
    {
        payload = null;
        if (document is null) return Invalid("The message carries no document.");
        if (document.Id.Length == 0) return Invalid("The document has no id.");
        if (!IsId(document.Id)) return Invalid($"The document's id is longer than {MaxIdBytes} bytes.");
        if (string.IsNullOrWhiteSpace(document.Title) && string.IsNullOrWhiteSpace(document.Text))
            return new Failure(Reasons.EmptyText, $"The document '{document.Id}' has neither title nor text.");
        try
        {
            payload = Payload(document);
            return null;
        }
        catch (FormatException error)
        {
            return Invalid($"The payload of document '{document.Id}' cannot be stored: {error.Message}.");
        }
    }

    private static UserPayload? Payload(Document document)
    {
        if (document.Payload is not null && document.PayloadJson.Length > 0)
            throw new FormatException("it comes as payload and as payload_json; send one of them");
        var payload = document.PayloadJson.Length > 0
            ? UserPayload.Parse(DocumentPayload.Parse(document.PayloadJson).Json)
            : Finite(document.Payload);
        return payload?.Names.Contains(ReservedKey) != true
            ? payload
            : throw new FormatException($"it has a field '{ReservedKey}', which is reserved; rename it");
    }

    private static UserPayload? Finite(Struct? payload)
    {
        if (payload is null) return null;
        return payload.Fields.Values.All(IsStorable)
            ? UserPayload.Of(payload)
            : throw new FormatException("it holds a number that is not finite");
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
