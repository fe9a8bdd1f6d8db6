using System.Collections.Concurrent;
using System.Diagnostics;
using Grpc.Core;
using Grpc.Net.Client;
using Kale.V1;

namespace Kale.Bench.Harness;

/// <summary>
/// Searches of a running suite in an open loop: sent when they are due, whether or not earlier ones were answered, and
/// timed from then.
/// </summary>
internal sealed class SearchLoad(GrpcChannel channel, string collection, IReadOnlyList<string> queries)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly Search.SearchClient _client = new(channel);
    private int _next;

    /// <summary>Searches a second of so many callers that ask again as soon as they are answered.</summary>
    public async Task<double> CapacityAsync(int callers, TimeSpan duration)
    {
        var (times, start) = (new ConcurrentBag<SearchTime>(), Stopwatch.GetTimestamp());
        await Task.WhenAll(Enumerable.Range(0, callers).Select(async _ =>
        {
            while (Stopwatch.GetElapsedTime(start) < duration)
                await AskAsync(Stopwatch.GetTimestamp(), times);
        }));
        return times.Count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Searches at the rate until the work is done.</summary>
    public async Task<IReadOnlyCollection<SearchTime>> RunAsync(double rate, Task work)
    {
        var (times, asked, start) = (new ConcurrentBag<SearchTime>(), new List<Task>(), Stopwatch.GetTimestamp());
        while (!work.IsCompleted)
        {
            for (var due = (int)(Stopwatch.GetElapsedTime(start).TotalSeconds * rate); asked.Count < due;)
                asked.Add(AskAsync(start + (long)(asked.Count / rate * Stopwatch.Frequency), times));
            await Task.Delay(1);
        }

        await Task.WhenAll(asked);
        await work;
        return times;
    }

    private async Task AskAsync(long due, ConcurrentBag<SearchTime> times)
    {
        var query = queries[Interlocked.Increment(ref _next) % queries.Count];
        var request = new SearchRequest { Query = query, Collection = collection };
        var failed = false;
        try
        {
            await _client.SearchAsync(request, deadline: DateTime.UtcNow + s_patience);
        }
        catch (RpcException)
        {
            failed = true;
        }

        times.Add(new SearchTime(due, Stopwatch.GetElapsedTime(due).TotalMilliseconds, failed));
    }
}

/// <summary>A search.</summary>
/// <param name="Due">The timestamp at which it should begin.</param>
/// <param name="Milliseconds">From then to its answer.</param>
/// <param name="Failed">It had none.</param>
internal readonly record struct SearchTime(long Due, double Milliseconds, bool Failed);
