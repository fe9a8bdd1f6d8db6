using Kale.Rollouts.Judging;

namespace Kale.Gateway.Rollout;

/// <summary>Counts searches of one encoder and keeps the latest times; not safe for several threads.</summary>
internal sealed class TrafficTally
{
    private const int TimesKept = 2048;

    private readonly TimeSpan[] _times = new TimeSpan[TimesKept];
    private int _searches;
    private int _errors;
    private int _timed;

    /// <param name="encoding">Null where it is not known: the vector came from a cache.</param>
    public void Answered(TimeSpan? encoding)
    {
        _searches++;
        if (encoding is { } time)
            _times[_timed++ % TimesKept] = time;
    }

    public void Failed()
    {
        _searches++;
        _errors++;
    }

    public EncoderTraffic Snapshot()
    {
        TimeSpan[] times = [.. _times.Take(Math.Min(_timed, TimesKept))];
        return new EncoderTraffic(_searches, _errors, _timed, Percentiles.Of(times, 0.5), Percentiles.Of(times, 0.95));
    }
}
