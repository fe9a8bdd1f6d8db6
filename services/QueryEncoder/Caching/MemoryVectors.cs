namespace Kale.QueryEncoder.Caching;

/// <summary>The first level: vectors in this process, up to so many bytes; the least recently used go first.</summary>
internal sealed class MemoryVectors(long capacity)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<VectorKey, LinkedListNode<(VectorKey Key, CachedVector Vector)>> _entries = [];
    private readonly LinkedList<(VectorKey Key, CachedVector Vector)> _byUse = new();
    private long _bytes;

    public long Bytes => Volatile.Read(ref _bytes);

    public CachedVector? Find(VectorKey key)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(key, out var node))
                return null;
            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return node.Value.Vector;
        }
    }

    public void Add(VectorKey key, CachedVector vector)
    {
        lock (_gate)
        {
            if (vector.Bytes > capacity || _entries.ContainsKey(key))
                return;
            _entries[key] = _byUse.AddFirst((key, vector));
            _bytes += vector.Bytes;
            while (_bytes > capacity)
                RemoveLast();
        }
    }

    private void RemoveLast()
    {
        var last = _byUse.Last!.Value;
        _byUse.RemoveLast();
        _entries.Remove(last.Key);
        _bytes -= last.Vector.Bytes;
    }
}
