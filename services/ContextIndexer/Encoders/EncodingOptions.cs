using System.ComponentModel.DataAnnotations;

namespace Kale.ContextIndexer.Encoders;

/// <summary>How passages are encoded. Throughput counts here, not the time of one batch.</summary>
public sealed class EncodingOptions
{
    /// <summary>Threads of one run; 0 (the default): all processors.</summary>
    [Range(0, 1024)]
    public int Threads { get; set; }

    /// <summary>
    /// Tokens of a batch with padding, 1,024 by default: on a processor larger ones leave its caches and are slower; try
    /// 16,384 on a GPU.
    /// </summary>
    [Range(64, 65_536)]
    public int BatchTokens { get; set; } = 1_024;

    /// <summary>
    /// Batches computed at the same time, by all streams together; 2 by default: while one waits for its slowest thread, the
    /// other uses the cores.
    /// </summary>
    [Range(1, 64)]
    public int ConcurrentBatches { get; set; } = 2;
}
