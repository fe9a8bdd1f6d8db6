namespace Kale.QueryEncoder.Following;

/// <summary>Bundles that did not load: why, and when to try again, measured on a clock that nobody sets.</summary>
internal sealed class Attempts(TimeProvider time)
{
    private static readonly TimeSpan s_first = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, Attempt> _failed = [];

    public Attempt? Of(string bundleId) => _failed.GetValueOrDefault(bundleId);

    /// <summary>Bundles that cannot be served, with the reason.</summary>
    public IEnumerable<KeyValuePair<string, string>> Refused =>
        _failed.Where(pair => pair.Value.IsRefusal).Select(pair => KeyValuePair.Create(pair.Key, pair.Value.Reason));

    /// <summary>
    /// Notes a failure; each further one that nobody else can end waits twice as long. True when the reason is a new
    /// one.
    /// </summary>
    public bool Failed(string bundleId, string reason, LoadVerdict verdict)
    {
        var before = Of(bundleId);
        var pause = before is not null && before.Verdict == verdict && verdict != LoadVerdict.Waits
            ? TimeSpan.FromTicks(Math.Clamp(before.Pause.Ticks * 2, s_first.Ticks, s_longest.Ticks))
            : s_first;
        _failed[bundleId] = new Attempt(reason, verdict, pause, time.GetTimestamp());
        return before?.Reason != reason;
    }

    public void Forget(string bundleId) => _failed.Remove(bundleId);

    /// <summary>Forgets bundles that nobody wants any more.</summary>
    public void KeepOnly(Wanted wanted)
    {
        foreach (var gone in _failed.Keys.Where(bundle => !wanted.Has(bundle)).ToList())
            _failed.Remove(gone);
    }

    /// <summary>Memory was freed or something else changed for the better: everything may be tried again now.</summary>
    public void TryAllNow()
    {
        foreach (var (bundle, attempt) in _failed.ToList())
            _failed[bundle] = attempt with { Pause = TimeSpan.Zero };
    }

    /// <summary>How long to wait before the bundle is tried; zero: now.</summary>
    public TimeSpan DueIn(string bundleId)
    {
        if (Of(bundleId) is not { } attempt)
            return TimeSpan.Zero;
        var left = attempt.Pause - time.GetElapsedTime(attempt.At);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}

/// <param name="Reason">For people.</param>
/// <param name="Verdict">Whether it speaks against the bundle.</param>
/// <param name="Pause">Until the next attempt.</param>
/// <param name="At">A timestamp of the time provider.</param>
internal sealed record Attempt(string Reason, LoadVerdict Verdict, TimeSpan Pause, long At)
{
    public bool IsRefusal => Verdict == LoadVerdict.Refused;
}
