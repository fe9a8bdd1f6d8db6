namespace Kale.Gateway.Search;

/// <summary>Learns how long reranking takes a passage, so that a call that cannot end in time is not begun.</summary>
internal sealed class RerankClock
{
    private const double Weight = 0.2;

    private readonly Lock _gate = new();
    private double? _secondsPerPassage;

    /// <summary>Zero before the first call: then it is tried.</summary>
    public TimeSpan Expect(int passages)
    {
        lock (_gate)
            return TimeSpan.FromSeconds(passages * (_secondsPerPassage ?? 0));
    }

    public void Took(int passages, TimeSpan elapsed)
    {
        var seconds = elapsed.TotalSeconds / passages;
        lock (_gate)
            _secondsPerPassage = _secondsPerPassage is { } before ? before + Weight * (seconds - before) : seconds;
    }
}
