using System.Collections.Concurrent;
using Grpc.Core;
using Kale.ServiceDefaults.Errors;

namespace Kale.EndToEnd.Tests.Campaign;

/// <summary>
/// A caller that works without a pause, keeps a ledger of what it was promised, and goes on after every death.
/// </summary>
internal abstract class Load(CampaignSuite suite, Findings findings)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);
    private readonly ConcurrentDictionary<StatusCode, int> _interruptions = new();
    private int _done;

    public abstract string Name { get; }

    /// <summary>What was promised so far.</summary>
    public int Done => Volatile.Read(ref _done);

    /// <summary>What these promises were.</summary>
    public abstract string Summary { get; }

    /// <summary>Calls that a death ended, by their codes.</summary>
    public IReadOnlyDictionary<StatusCode, int> Interruptions => _interruptions;

    protected CampaignSuite Suite { get; } = suite;

    protected Findings Findings { get; } = findings;

    protected static DateTime Deadline => DateTime.UtcNow + s_patience;

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
            await TryAsync(StepAsync);
    }

    /// <summary>Does one piece of work, however often it is interrupted.</summary>
    public async Task OnceAsync()
    {
        while (!await TryAsync(StepAsync)) { }
    }

    /// <summary>Repeats the check until nothing interrupts it: the suite may be starting still.</summary>
    public async Task VerifyAsync()
    {
        while (!await TryAsync(CheckAsync)) { }
    }

    /// <summary>The next piece of work; what it was promised is noted before it is interrupted.</summary>
    protected abstract Task StepAsync();

    /// <summary>Holds the ledger against what is there.</summary>
    protected abstract Task CheckAsync();

    protected void Promised(int count = 1) => Interlocked.Add(ref _done, count);

    /// <summary>Sends the same request until it is answered by something else than a death.</summary>
    protected async Task<T> SurelyAsync<T>(Func<AsyncUnaryCall<T>> send)
    {
        while (true)
        {
            try
            {
                return await send();
            }
            catch (RpcException error) when (IsDeath(error))
            {
                await InterruptedAsync(error.StatusCode);
            }
        }
    }

    private async Task<bool> TryAsync(Func<Task> work)
    {
        try
        {
            await work();
            return true;
        }
        catch (RpcException error) when (IsDeath(error))
        {
            await InterruptedAsync(error.StatusCode);
            return false;
        }
        catch (Exception error) when (error is IOException or InvalidOperationException)
        {
            // Who writes into a stream may hear of its end before who reads is told the status.
            await InterruptedAsync(StatusCode.Unknown);
            return false;
        }
        catch (Exception error)
        {
            Findings.Add($"{Name}: {error.GetType().Name}: {error.Message}");
            await Task.Delay(s_pause);
            return false;
        }
    }

    private Task InterruptedAsync(StatusCode code)
    {
        _interruptions.AddOrUpdate(code, 1, (_, count) => count + 1);
        return Task.Delay(s_pause);
    }

    /// <summary>Nobody is there, or somebody went in mid-call; not: somebody was there and failed.</summary>
    private static bool IsDeath(RpcException error) =>
        error.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Cancelled
        // Whoever is back loads its encoder first.
        || StatusDetails.ReasonOf(error) == Reasons.EncoderNotLoaded
        || !error.Trailers.Any(trailer => trailer.Key == "grpc-status-details-bin");
}
