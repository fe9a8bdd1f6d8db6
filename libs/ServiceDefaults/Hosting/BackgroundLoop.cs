using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kale.ServiceDefaults.Hosting;

/// <summary>
/// Work in the background, round after round, that no error ends: the host would stop the whole service for it. What a
/// round throws is logged, once while it stays the same, and the next one comes after a pause that grows.
/// </summary>
public abstract class BackgroundLoop(TimeProvider time, ILogger logger) : BackgroundService
{
    private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(10);

    /// <summary>The clock that pauses are measured by.</summary>
    protected TimeProvider Time { get; } = time;

    /// <summary>Where failures are told.</summary>
    protected ILogger Logger { get; } = logger;

    /// <summary>Loops side by side, 1 by default.</summary>
    protected virtual int Lanes => 1;

    /// <summary>What must be done before the first round; repeated until it succeeds.</summary>
    protected virtual Task BeginAsync(CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>One round with its waiting; false when nothing is left to do.</summary>
    protected abstract Task<bool> RoundAsync(CancellationToken cancellation);

    /// <inheritdoc/>
    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // the host starts meanwhile
        try
        {
            await RepeatAsync(BeginOnceAsync, stoppingToken);
            await Task.WhenAll(Enumerable.Range(0, Lanes).Select(_ => RepeatAsync(RoundAsync, stoppingToken)));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task<bool> BeginOnceAsync(CancellationToken stop)
    {
        await BeginAsync(stop);
        return false;
    }

    private async Task RepeatAsync(Func<CancellationToken, Task<bool>> round, CancellationToken stop)
    {
        var failures = new Failures();
        for (var goesOn = true; goesOn && !stop.IsCancellationRequested;)
        {
            try
            {
                goesOn = await round(stop);
                Succeeded(ref failures);
            }
            catch (Exception error) when (!stop.IsCancellationRequested)
            {
                Failed(ref failures, error);
                await Task.Delay(failures.Pause, Time, stop);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                Log.LoopFailed(Logger, GetType().Name, TimeSpan.Zero, error);
                return;
            }
        }
    }

    private void Succeeded(ref Failures failures)
    {
        if (failures.Count > 0)
            Log.LoopGoesOn(Logger, GetType().Name, failures.Count);
        failures = default;
    }

    private void Failed(ref Failures failures, Exception error)
    {
        var told = failures.Told;
        var pause = failures.Count == 0 ? s_first : failures.Pause * 2;
        failures = new Failures(
            failures.Count + 1, pause < s_longest ? pause : s_longest, $"{error.GetType()} {error.Message}");
        if (failures.Told != told)
            Log.LoopFailed(Logger, GetType().Name, failures.Pause, error);
    }

    /// <summary>In a row: how many, how long to wait now, and the last of them.</summary>
    private readonly record struct Failures(int Count, TimeSpan Pause, string? Told);
}
