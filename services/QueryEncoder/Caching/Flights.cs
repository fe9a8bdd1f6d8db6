using System.Collections.Concurrent;

namespace Kale.QueryEncoder.Caching;

/// <summary>Equal texts in work at the same time: the first caller encodes, the others wait for its vector.</summary>
internal sealed class Flights
{
    private readonly ConcurrentDictionary<VectorKey, TaskCompletionSource<CachedVector?>> _flights = new();

    /// <summary>
    /// Texts that are somebody's already, and texts that became this caller's: it must land each of them.
    /// </summary>
    public (List<VectorKey> Mine, List<(VectorKey Key, Task<CachedVector?> Landing)> Others) Board(
        IEnumerable<VectorKey> keys)
    {
        var (mine, others) = (new List<VectorKey>(), new List<(VectorKey, Task<CachedVector?>)>());
        foreach (var key in keys)
        {
            var flight = new TaskCompletionSource<CachedVector?>(TaskCreationOptions.RunContinuationsAsynchronously);
            var flying = _flights.GetOrAdd(key, flight);
            if (flying == flight)
                mine.Add(key);
            else
                others.Add((key, flying.Task));
        }

        return (mine, others);
    }

    /// <summary>
    /// Gives those who wait the vector; null where there is none: its caller left or failed, and each has to see for
    /// itself.
    /// </summary>
    public void Land(VectorKey key, CachedVector? vector)
    {
        if (_flights.TryRemove(key, out var flight))
            flight.SetResult(vector);
    }
}
