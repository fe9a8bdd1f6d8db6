using System.Collections;
using System.Diagnostics;
using Xunit.Sdk;

namespace Kale.ServiceDefaults.Tests.Support;

/// <summary>Waits for a state instead of a time; one that never comes fails the test with what was seen last.</summary>
public static class Wait
{
    /// <summary>Nothing that works takes this long, however busy the machine.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// Deadlines for calls that are to pass theirs: each must leave its call time to arrive, and no machine says how
    /// much.
    /// </summary>
    public static IEnumerable<TimeSpan> EverLonger =>
        Enumerable.Range(0, 5).Select(i => TimeSpan.FromMilliseconds(100 << (2 * i)));

    /// <summary>Asks until the answer is as wished, and gives it.</summary>
    public static async Task<T> UntilAsync<T>(Func<Task<T>> ask, Func<T, bool> wished)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var seen = await ask();
            if (wished(seen)) { return seen; }
            if (Stopwatch.GetElapsedTime(started) > Limit)
            {
                throw Failed($"It did not come in {Limit.TotalSeconds} s.", seen);
            }
            await Task.Delay(s_pause);
        }
    }

    /// <summary>Watches until something is as wished, and gives it. The watch must end with its token.</summary>
    public static async Task<T> ForFirstAsync<T>(
        Func<CancellationToken, IAsyncEnumerable<T>> watch, Func<T, bool> wished)
    {
        using var patience = new CancellationTokenSource(Limit);
        T? seen = default;
        try
        {
            await foreach (var item in watch(patience.Token))
            {
                seen = item;
                if (wished(item)) { return item; }
            }
        }
        catch (Exception) when (patience.IsCancellationRequested)
        {
            throw Failed($"It did not come in {Limit.TotalSeconds} s.", seen);
        }
        finally
        {
            await patience.CancelAsync();
        }
        throw Failed("The watch ended before it came.", seen);
    }

    private static FailException Failed<T>(string what, T? seen) =>
        FailException.ForFailure($"{what} Last seen: {Text(seen)}");

    private static string Text<T>(T? seen) => seen switch
    {
        null => "nothing",
        string text => text,
        IEnumerable items => $"[{string.Join(", ", items.Cast<object>())}]",
        _ => $"{seen}",
    };
}
