using System.ComponentModel.DataAnnotations;

namespace Kale.ContextIndexer.Encoders;

/// <summary>How passages are encoded. Throughput counts here, not the time of one batch.</summary>
public sealed class EncodingOptions
{
    /// <summary>Threads of one run; 0 (the default): all processors.</summary>
    [Range(0, 1024)]
    public int Threads { get; set; }

    /// <summary>
    /// Tokens of a batch with padding, 4,096 by default: larger ones use wide machines better, smaller ones stay in a
    /// processor's caches.
    /// </summary>
    [Range(64, 65_536)]
    public int BatchTokens { get; set; } = 4_096;

    /// <summary>Batches computed at the same time, by all streams together; 1 by default, more for GPUs.</summary>
    [Range(1, 64)]
    public int ConcurrentBatches { get; set; } = 1;
}
