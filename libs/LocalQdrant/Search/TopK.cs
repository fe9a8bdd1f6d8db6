using Kale.LocalQdrant.Points;

namespace Kale.LocalQdrant.Search;

/// <summary>A row and its score; higher is better.</summary>
internal readonly record struct Hit(int Row, float Score);

/// <summary>
/// The best hits seen so far, in a heap whose root is the worst of them. Of equal scores the lower id is better, so
/// that the answer depends neither on the order of rows nor on how the work was divided.
/// </summary>
internal sealed class TopK(int limit, PointTable table)
{
    private readonly List<Hit> _heap = new(Math.Min(limit, 1024));

    /// <summary>Scores below this cannot enter; an equal one may, by its id.</summary>
    public float Threshold { get; private set; } = float.NegativeInfinity;

    public void Offer(Hit hit)
    {
        if (_heap.Count < limit)
            Push(hit);
        else if (limit > 0 && IsBetter(hit, _heap[0]))
            ReplaceRoot(hit);
        if (_heap.Count == limit && limit > 0)
            Threshold = _heap[0].Score;
    }

    public void OfferAll(TopK other)
    {
        foreach (var hit in other._heap)
            Offer(hit);
    }

    /// <summary>The hits, best first.</summary>
    public List<Hit> ToSorted()
    {
        var hits = new List<Hit>(_heap);
        hits.Sort((x, y) => IsBetter(x, y) ? -1 : IsBetter(y, x) ? 1 : 0);
        return hits;
    }

    private bool IsBetter(Hit x, Hit y) =>
        x.Score > y.Score || (x.Score == y.Score && table.Key(x.Row).CompareTo(table.Key(y.Row)) < 0);

    private void Push(Hit hit)
    {
        _heap.Add(hit);
        var i = _heap.Count - 1;
        for (var parent = (i - 1) / 2; i > 0 && IsBetter(_heap[parent], hit); parent = (i - 1) / 2)
        {
            _heap[i] = _heap[parent];
            i = parent;
        }
        _heap[i] = hit;
    }

    private void ReplaceRoot(Hit hit)
    {
        var i = 0;
        while (2 * i + 1 < _heap.Count)
        {
            var child = 2 * i + 1;
            if (child + 1 < _heap.Count && IsBetter(_heap[child], _heap[child + 1]))
                child++;
            if (!IsBetter(hit, _heap[child]))
                break;
            _heap[i] = _heap[child];
            i = child;
        }
        _heap[i] = hit;
    }
}
