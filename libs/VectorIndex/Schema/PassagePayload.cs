using Qdrant.Client.Grpc;
using Value = Qdrant.Client.Grpc.Value;

namespace Kale.VectorIndex.Schema;

/// <summary>
/// The payload of a passage: the document's own fields under their own names, so that filters read as users write them,
/// and what the suite needs under the one reserved key "kale".
/// </summary>
internal static class PassagePayload
{
    public const string Reserved = "kale";
    public const string DocumentId = "kale.document_id";
    public const string Ordinal = "kale.ordinal";
    public const string Passages = "kale.passages";
    public const string ContentHash = "kale.content_hash";
    public const string Pending = "kale.pending";
    public const string Source = "kale.source";

    /// <summary>What filters of the suite's own use, with the kind of index that makes them fast.</summary>
    public static readonly IReadOnlyList<(string Field, PayloadSchemaType Type)> Indexes =
    [
        (DocumentId, PayloadSchemaType.Keyword),
        (Ordinal, PayloadSchemaType.Integer),
        (Pending, PayloadSchemaType.Bool),
        (Source, PayloadSchemaType.Keyword),
    ];

    /// <summary>What the first passage of a document says about all of it.</summary>
    public static readonly string[] HeadFields = [Passages, ContentHash, Pending, Source];

    public static IReadOnlyDictionary<string, Value> OfUser(DocumentPassages document)
    {
        var fields = document.Payload?.Fields ?? new Dictionary<string, Value>();
        if (!fields.ContainsKey(Reserved)) return fields;
        throw new VectorIndexException(VectorIndexError.InvalidRequest,
            $"The payload of document '{document.DocumentId}' has a field '{Reserved}', which is reserved. Rename it.");
    }

    public static Value OfPassage(DocumentPassages document, int ordinal) => new Dictionary<string, Value>
    {
        ["document_id"] = document.DocumentId,
        ["ordinal"] = (long)ordinal,
        ["title"] = document.Title,
        ["text"] = document.Passages[ordinal].Text,
    };

    /// <param name="passage">The value of the key "kale" of the first passage, changed in place.</param>
    /// <param name="passages">An upper bound of the ordinals that may be stored.</param>
    /// <param name="contentHash">Null while the other passages are not written yet.</param>
    /// <param name="source">Names where the document comes from; empty: not known.</param>
    public static void MakeHead(Value passage, int passages, string? contentHash, string source)
    {
        var fields = passage.StructValue.Fields;
        fields["passages"] = (long)passages;
        fields["content_hash"] = contentHash ?? "";
        if (contentHash is null) fields["pending"] = true;
        if (source.Length > 0) fields["source"] = source;
    }

    /// <summary>What is set below the key "kale" of a head when another source has its document too.</summary>
    public static Dictionary<string, Value> SourceUpdate(string source) => new() { ["source"] = source };

    public static StoredDocument ReadHead(IDictionary<string, Value> payload)
    {
        var fields = Own(payload);
        var pending = fields.TryGetValue("pending", out var value) && value.BoolValue;
        return new StoredDocument(
            pending ? null : Text(fields, "content_hash"), (int)Integer(fields, "passages"), Text(fields, "source"));
    }

    public static string ReadDocumentId(IDictionary<string, Value> payload) => Text(Own(payload), "document_id");

    public static StoredPassage ReadPassage(IDictionary<string, Value> payload)
    {
        var fields = Own(payload);
        return new StoredPassage(
            Text(fields, "document_id"), (int)Integer(fields, "ordinal"), Text(fields, "title"), Text(fields, "text"));
    }

    public static PassageHit ReadHit(Guid id, float score, IDictionary<string, Value> payload)
    {
        var fields = Own(payload);
        return new PassageHit(
            id, Text(fields, "document_id"), (int)Integer(fields, "ordinal"), Text(fields, "title"),
            Text(fields, "text"), score,
            new UserPayload(payload.Where(field => field.Key != Reserved).ToDictionary()));
    }

    private static IDictionary<string, Value> Own(IDictionary<string, Value> payload) =>
        payload.TryGetValue(Reserved, out var own) ? own.StructValue.Fields : new Dictionary<string, Value>();

    private static string Text(IDictionary<string, Value> fields, string key) =>
        fields.TryGetValue(key, out var value) ? value.StringValue : "";

    private static long Integer(IDictionary<string, Value> fields, string key) =>
        fields.TryGetValue(key, out var value) ? value.IntegerValue : 0;
}
