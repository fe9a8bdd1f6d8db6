namespace Kale.ContextIndexer.Indexing;

/// <summary>Documents that travel, are written and are acknowledged together, in the order they were sent.</summary>
internal sealed class Window
{
    private readonly List<PendingDocument> _documents = [];

    public IReadOnlyList<PendingDocument> Documents => _documents;

    public ulong Through => _documents[^1].Sequence;

    public int Characters { get; private set; }

    public IEnumerable<PendingDocument> ToIndex =>
        _documents.Where(document => document.Outcome == DocumentOutcome.Indexed);

    public void Add(PendingDocument document)
    {
        _documents.Add(document);
        Characters += document.Characters;
    }

    /// <summary>Of several versions of a document only the last is written.</summary>
    public void Supersede()
    {
        var later = new HashSet<string>();
        for (var i = _documents.Count - 1; i >= 0; i--)
        {
            if (_documents[i].Outcome == DocumentOutcome.Indexed && !later.Add(_documents[i].Document.Id))
                _documents[i].Outcome = DocumentOutcome.Superseded;
        }
    }
}
