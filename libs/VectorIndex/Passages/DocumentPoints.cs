using Kale.VectorIndex.Schema;
using Qdrant.Client.Grpc;

namespace Kale.VectorIndex.Passages;

/// <summary>
/// A document's passages as points of the store. The first one, the head, speaks for the whole document.
/// </summary>
internal sealed class DocumentPoints
{
    private readonly DocumentPassages _document;
    private readonly IReadOnlyDictionary<string, Value> _userFields;

    /// <param name="document">What is to be stored.</param>
    /// <param name="stored">What is stored now, if anything.</param>
    public DocumentPoints(DocumentPassages document, StoredDocument? stored)
    {
        _document = document;
        _userFields = PassagePayload.OfUser(document);
        StoredPassages = stored?.Passages ?? 0;
    }

    public int Passages => _document.Passages.Count;

    private int StoredPassages { get; }

    /// <summary>Whether a write that stops half-way could leave a mixture that the head does not tell of.</summary>
    public bool NeedsPendingHead => Math.Max(Passages, StoredPassages) > 1;

    /// <summary>Says that the document is being written, and how many passages there may be until it is done.</summary>
    public PointStruct PendingHead() => Head(Math.Max(Passages, StoredPassages), null);

    public PointStruct Head() => Head(Passages, _document.ContentHash);

    public IEnumerable<PointStruct> Tail() => Enumerable.Range(1, Passages - 1).Select(ordinal => Point(ordinal));

    /// <summary>Ids of an earlier, longer version's passages.</summary>
    public IEnumerable<Guid> Orphans() =>
        Enumerable.Range(Passages, Math.Max(0, StoredPassages - Passages))
            .Select(ordinal => PassageId.Of(_document.DocumentId, ordinal));

    private PointStruct Head(int passages, string? contentHash)
    {
        var point = Point(0);
        PassagePayload.MakeHead(point.Payload[PassagePayload.Reserved], passages, contentHash, _document.Source);
        return point;
    }

    private PointStruct Point(int ordinal)
    {
        var point = new PointStruct
        {
            Id = PassageId.Of(_document.DocumentId, ordinal),
            Vectors = _document.Passages[ordinal].Vector,
        };
        foreach (var (key, value) in _userFields) point.Payload[key] = value;
        point.Payload[PassagePayload.Reserved] = PassagePayload.OfPassage(_document, ordinal);
        return point;
    }
}
