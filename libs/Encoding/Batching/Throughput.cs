namespace Kale.Encoding.Batching;

/// <summary>
/// The speed of the workers: tokens without padding a second, the recent batches weighing more. What is being
/// computed counts by what is left of it at that speed. Not thread-safe.
/// </summary>
internal sealed class Throughput(int workers, TimeProvider time)
{
    private const double Decay = 0.9;
    private static readonly TimeSpan Forever = TimeSpan.FromDays(365);
    private readonly Dictionary<Batch, long> _running = [];
    private double _tokens, _seconds, _batches;

    /// <summary>Tokens a second of all workers; null before the first batch.</summary>
    public double? TokensPerSecond => _seconds > 0 ? _tokens / _seconds * workers : null;

    /// <summary>How long a batch takes; zero before the first one.</summary>
    public TimeSpan BatchTime => _batches > 0 ? TimeSpan.FromSeconds(_seconds / _batches) : TimeSpan.Zero;

    /// <summary>Whether a worker has nothing to compute.</summary>
    public bool HasIdleWorker => _running.Count < workers;

    public void Begin(Batch batch) => _running.Add(batch, time.GetTimestamp());

    /// <summary>The batch is done and took this long.</summary>
    public void End(Batch batch, TimeSpan elapsed)
    {
        _running.Remove(batch);
        (_tokens, _seconds) = ((_tokens * Decay) + batch.Tokens, (_seconds * Decay) + elapsed.TotalSeconds);
        _batches = (_batches * Decay) + 1;
    }

    /// <summary>The batch failed and says nothing about speed.</summary>
    public void Abandon(Batch batch) => _running.Remove(batch);

    /// <summary>When so many waiting tokens will have been computed; zero while the speed is not known.</summary>
    public TimeSpan TimeFor(double tokens) => TokensPerSecond is { } speed
        ? TimeSpan.FromSeconds(Math.Min((tokens + Running(speed / workers)) / speed, Forever.TotalSeconds))
        : TimeSpan.Zero;

    private double Running(double speed) => _running.Sum(
        batch => Math.Max(0, batch.Key.Tokens - (time.GetElapsedTime(batch.Value).TotalSeconds * speed)));
}
