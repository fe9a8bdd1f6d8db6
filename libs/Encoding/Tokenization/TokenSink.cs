using System.Buffers;

namespace Kale.Encoding.Tokenization;

/// <summary>Counts all token ids and keeps the first ones, in a pooled buffer.</summary>
internal sealed class TokenSink(int limit) : IDisposable
{
    private int[] _ids = ArrayPool<int>.Shared.Rent(Math.Clamp(limit, 1, 512));

    /// <summary>All ids added.</summary>
    public int Count { get; private set; }

    /// <summary>The ids kept.</summary>
    public ReadOnlySpan<int> Kept => _ids.AsSpan(0, Math.Min(Count, limit));

    public void Add(int id)
    {
        if (Count < limit)
        {
            if (Count == _ids.Length)
            {
                Grow();
            }

            _ids[Count] = id;
        }

        Count++;
    }

    /// <summary>Takes back everything after the first ids.</summary>
    public void Rewind(int count) => Count = count;

    public void Dispose() => ArrayPool<int>.Shared.Return(_ids);

    private void Grow()
    {
        var larger = ArrayPool<int>.Shared.Rent(_ids.Length * 2);
        _ids.CopyTo(larger, 0);
        ArrayPool<int>.Shared.Return(_ids);
        _ids = larger;
    }
}
