namespace Kale.ContextIndexer.Indexing;

/// <summary>
/// Documents between the look at the store and the write: what the store says of them is out of date.
/// </summary>
internal sealed class DocumentsInFlight
{
    private readonly Dictionary<string, int> _versions = [];
    private readonly Lock _lock = new();

    public void Enter(string documentId)
    {
        lock (_lock) _versions[documentId] = _versions.GetValueOrDefault(documentId) + 1;
    }

    public void Leave(string documentId)
    {
        lock (_lock)
        {
            var left = _versions[documentId] - 1;
            if (left == 0) _versions.Remove(documentId);
            else _versions[documentId] = left;
        }
    }

    public bool Contains(string documentId)
    {
        lock (_lock) return _versions.ContainsKey(documentId);
    }
}
