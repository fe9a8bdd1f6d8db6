namespace Kale.Encoding.Batching;

/// <summary>What a text that came now would wait for.</summary>
/// <param name="Ahead">Until what is ahead of it is computed.</param>
/// <param name="Batch">As long as batches take: its own.</param>
public readonly record struct QueueWait(TimeSpan Ahead, TimeSpan Batch)
{
    /// <summary>Until it is computed.</summary>
    public TimeSpan Total => Ahead + Batch;
}
