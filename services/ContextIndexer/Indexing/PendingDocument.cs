using Kale.Encoding.Tokenization;
using Kale.ServiceDefaults.Errors;
using Kale.V1;
using Kale.VectorIndex;
using Passage = Kale.ContextIndexer.Passages.Passage;

namespace Kale.ContextIndexer.Indexing;

/// <summary>What becomes of a document.</summary>
internal enum DocumentOutcome
{
    /// <summary>Its passages are encoded and written.</summary>
    Indexed,

    /// <summary>The store holds exactly this already.</summary>
    Unchanged,

    /// <summary>A later version of it is in the same window and is written in its place.</summary>
    Superseded,

    /// <summary>It cannot be indexed.</summary>
    Failed,
}

/// <summary>A document on its way through the stages, each of which adds its part.</summary>
internal sealed class PendingDocument(ulong sequence, Document document, UserPayload? payload = null)
{
    public ulong Sequence { get; } = sequence;

    public Document Document { get; } = document;

    public UserPayload? Payload { get; } = payload;

    public DocumentOutcome Outcome { get; set; } = DocumentOutcome.Indexed;

    public Failure? Failure { get; private set; }

    /// <summary>It was announced to <see cref="DocumentsInFlight"/>.</summary>
    public bool InFlight { get; set; }

    public string ContentHash { get; set; } = "";

    /// <summary>Another source sent the document that the store has under this id.</summary>
    public bool IsOfAnother { get; set; }

    public IReadOnlyList<Passage> Passages { get; set; } = [];

    /// <summary>Token ids of the passages; dropped once they are encoded.</summary>
    public TokenizedText[] Tokens { get; set; } = [];

    /// <summary>[passages][dims].</summary>
    public float[][] Vectors { get; set; } = [];

    public int Characters => Document.Title.Length + Document.Text.Length;

    public void Fail(Failure failure) => (Outcome, Failure) = (DocumentOutcome.Failed, failure);

    public DocumentPassages ToStored(string source) => new(
        Document.Id, Document.Title, ContentHash, Payload,
        [.. Passages.Select((passage, i) => new PassageVector(passage.Text, Vectors[i]))])
    {
        Source = source,
    };
}
