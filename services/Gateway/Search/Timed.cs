namespace Kale.Gateway.Search;

/// <summary>A result and how long it took.</summary>
internal sealed record Timed<T>(T Result, TimeSpan Elapsed);

internal static class Timed
{
    public static async Task<Timed<T>> RunAsync<T>(TimeProvider time, Func<Task<T>> stage)
    {
        var started = time.GetTimestamp();
        var result = await stage();
        return new Timed<T>(result, time.GetElapsedTime(started));
    }
}
