namespace Kale.Encoding.Batching;

/// <summary>The state of a queue and what it has done so far.</summary>
public sealed record QueueMetrics
{
    /// <summary>Texts that wait.</summary>
    public int QueuedTexts { get; init; }

    /// <summary>Tokens that wait, without padding.</summary>
    public long QueuedTokens { get; init; }

    /// <summary>Tokens a second of all workers, without padding; null before the first batch.</summary>
    public double? TokensPerSecond { get; init; }

    /// <summary>When all that waits and all that is being computed will be done; zero before the first batch.</summary>
    public TimeSpan EstimatedWait { get; init; }

    /// <summary>Batches computed.</summary>
    public long Batches { get; init; }

    /// <summary>Texts computed.</summary>
    public long Texts { get; init; }

    /// <summary>Tokens computed, without padding.</summary>
    public long Tokens { get; init; }

    /// <summary>Tokens computed, padding included.</summary>
    public long PaddedTokens { get; init; }

    /// <summary>Texts dropped before compute because their deadline passed.</summary>
    public long Expired { get; init; }

    /// <summary>Texts dropped before compute because their caller left.</summary>
    public long Cancelled { get; init; }

    /// <summary>Texts refused at the door.</summary>
    public long Refused { get; init; }

    /// <summary>Texts of batches that failed.</summary>
    public long Failed { get; init; }

    /// <summary>Exceptions no caller hears of: of listeners to these metrics, and of workers, which go on.</summary>
    public long Faults { get; init; }

    /// <summary>The padding's share of all tokens computed.</summary>
    public double PaddingShare => PaddedTokens == 0 ? 0 : 1 - ((double)Tokens / PaddedTokens);
}
