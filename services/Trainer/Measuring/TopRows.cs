namespace Kale.Trainer.Measuring;

/// <summary>The best so many rows of those offered: a heap with the worst of them on top.</summary>
internal sealed class TopRows(int depth)
{
    private readonly PriorityQueue<int, (float Score, int MinusRow)> _heap = new(Math.Min(depth, 1024));
    private (float Score, int MinusRow) _worst = (float.NegativeInfinity, int.MinValue);

    public void Offer(int row, float score)
    {
        var rank = (score, -row);
        if (_heap.Count == depth)
        {
            if (score < _worst.Score || rank.CompareTo(_worst) < 0)
                return;
            _heap.EnqueueDequeue(row, rank);
        }
        else
        {
            _heap.Enqueue(row, rank);
        }

        if (_heap.Count == depth)
            _heap.TryPeek(out _, out _worst);
    }

    public IReadOnlyList<(int Row, float Score)> Sorted() =>
    [
        .. _heap.UnorderedItems
            .OrderByDescending(item => item.Priority)
            .Select(item => (item.Element, item.Priority.Score)),
    ];
}
