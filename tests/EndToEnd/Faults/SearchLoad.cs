using System.Collections.Concurrent;
using Grpc.Core;
using Kale.ServiceDefaults.Tests.Support;
using Kale.V1;

namespace Kale.EndToEnd.Tests.Faults;

/// <summary>
/// Callers that search without a pause, each answer held against the one document that has the query's words.
/// </summary>
internal sealed class SearchLoad : IAsyncDisposable
{
    private const int Callers = 4;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _wrong = new();
    private readonly ConcurrentQueue<StatusCode> _errors = new();
    private readonly RunningFleet _fleet;
    private readonly Task _callers;
    private int _answers;

    private SearchLoad(RunningFleet fleet)
    {
        _fleet = fleet;
        _callers = Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(() => AskAsync(caller))));
    }

    public IEnumerable<string> Wrong => _wrong;

    public IEnumerable<StatusCode> Errors => _errors;

    public int Answers => Volatile.Read(ref _answers);

    /// <summary>Runs until some answers have come.</summary>
    public static async Task<SearchLoad> StartAsync(RunningFleet fleet)
    {
        var load = new SearchLoad(fleet);
        await load.MoreAsync(50);
        return load;
    }

    /// <summary>Waits for that many further answers.</summary>
    public Task MoreAsync(int answers)
    {
        var until = Answers + answers;
        return Wait.UntilAsync(
            () => Task.FromResult((Answers, Errors: string.Join(", ", Errors.Distinct()))),
            seen => seen.Answers >= until);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _callers;
        _stop.Dispose();
    }

    private async Task AskAsync(int caller)
    {
        for (var i = caller; !_stop.IsCancellationRequested; i++)
        {
            try
            {
                var request = new SearchRequest { Query = SuiteFixture.Text(i % 40), Collection = "docs", TopK = 1 };
                Check(i % 40, await _fleet.Search.SearchAsync(request, deadline: DateTime.UtcNow + Deadline));
                Interlocked.Increment(ref _answers);
            }
            catch (RpcException error)
            {
                _errors.Enqueue(error.StatusCode);
                await Task.Delay(20);
            }
        }
    }

    private void Check(int query, SearchResponse answer)
    {
        if (answer.ServedBy.SpaceId != _fleet.Teacher.Manifest.SpaceId)
        {
            _wrong.Enqueue($"a vector of {answer.ServedBy.SpaceId}");
        }
        // The student finds other documents; only the teacher encoded them.
        if (answer.ServedBy.BundleId == _fleet.Teacher.Id && answer.Hits[0].DocumentId != $"d{query}")
        {
            _wrong.Enqueue($"{answer.Hits[0].DocumentId} for q{query}");
        }
    }
}
