namespace Kale.Encoding.Batching;

/// <summary>
/// The waiting texts: by length in buckets an eighth wide, in each by deadline, and all by arrival. Not thread-safe.
/// </summary>
internal sealed class PendingTexts
{
    private static readonly int[] Bounds = [.. GeometricBounds()];

    private static readonly Comparer<PendingText> ByArrival =
        Comparer<PendingText>.Create((a, b) => a.Sequence.CompareTo(b.Sequence));

    private static readonly Comparer<PendingText> ByDeadline =
        Comparer<PendingText>.Create((a, b) => (a.Deadline, a.Sequence).CompareTo((b.Deadline, b.Sequence)));

    private readonly SortedSet<PendingText>[] _buckets =
        [.. Bounds.Select(_ => new SortedSet<PendingText>(ByDeadline))];

    private readonly SortedSet<PendingText> _arrivals = new(ByArrival);
    private readonly TokensByDeadline _tokens = new();

    /// <summary>The number of texts.</summary>
    public int Count => _arrivals.Count;

    /// <summary>Their tokens without padding.</summary>
    public long Tokens => _tokens.All;

    /// <summary>The text that has waited longest.</summary>
    public PendingText? Oldest => _arrivals.Min;

    /// <summary>The text with the earliest deadline; among equals the one that came first.</summary>
    public PendingText? MostUrgent => _buckets.Where(b => b.Count > 0).Select(b => b.Min!).Min(ByDeadline);

    public void Add(PendingText text)
    {
        _arrivals.Add(text);
        _buckets[BucketOf(text.Length)].Add(text);
        _tokens.Add(text.Deadline, text.Length);
    }

    /// <summary>Takes the text out; false if it is not in.</summary>
    public bool Remove(PendingText text)
    {
        if (!_arrivals.Remove(text))
        {
            return false;
        }

        _buckets[BucketOf(text.Length)].Remove(text);
        _tokens.Add(text.Deadline, -text.Length);
        return true;
    }

    /// <summary>The texts whose deadline is not later.</summary>
    public IReadOnlyList<PendingText> DueBy(DateTimeOffset time) => _tokens.AnyDueBy(time)
        ? [.. _buckets.SelectMany(bucket => bucket.TakeWhile(text => text.Deadline <= time))]
        : [];

    /// <summary>
    /// The tokens of the texts whose deadline is not later, and of some that is by less than
    /// <see cref="TokensByDeadline.Step"/>; of few steps, however many texts wait.
    /// </summary>
    public long TokensDueBy(DateTimeOffset time) => _tokens.DueBy(time);

    /// <summary>
    /// The deadline by which so many tokens of the most urgent texts are due, to the next
    /// <see cref="TokensByDeadline.Step"/>; with fewer tokens, the end of time.
    /// </summary>
    public DateTimeOffset DueOfFirst(long tokens) => _tokens.DueOfFirst(tokens);

    /// <summary>Buckets of texts of about this length, those of the nearest lengths first; each by deadline.</summary>
    public IEnumerable<IReadOnlyCollection<PendingText>> Around(int length)
    {
        var center = BucketOf(length);
        for (var distance = 0; distance < _buckets.Length; distance++)
        {
            if (center - distance >= 0)
            {
                yield return _buckets[center - distance];
            }

            if (distance > 0 && center + distance < _buckets.Length)
            {
                yield return _buckets[center + distance];
            }
        }
    }

    private static int BucketOf(int length)
    {
        var found = Array.BinarySearch(Bounds, length);
        return found >= 0 ? found : ~found;
    }

    // 8, 9, 10, … 72, 81, 91, …: the longest text of each bucket.
    private static IEnumerable<int> GeometricBounds()
    {
        for (var bound = 8L; bound < int.MaxValue; bound += Math.Max(1, bound / 8))
        {
            yield return (int)bound;
        }

        yield return int.MaxValue;
    }
}
