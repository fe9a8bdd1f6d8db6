using System.ComponentModel.DataAnnotations;
using Kale.Encoding.Inference;

namespace Kale.ContextIndexer.Indexing;

/// <summary>
/// How passages are encoded. Throughput counts here, not the time of one batch: processors do most with a small batch
/// on each core, whose numbers stay in its caches; a GPU wants few large ones, such as 2 workers of 65,536 tokens.
/// </summary>
public sealed class EncodingOptions
{
    /// <summary>
    /// Batches computed at the same time, by all streams together; 0 (the default): one for each processor.
    /// </summary>
    [Range(0, 1_024)]
    public int Workers { get; set; }

    /// <summary>Threads of one batch, 1 by default.</summary>
    [Range(1, 1_024)]
    public int ThreadsPerBatch { get; set; } = 1;

    /// <summary>Tokens of a batch with padding, 512 by default; a longer passage is a batch by itself.</summary>
    [Range(16, 1 << 20)]
    public int BatchTokens { get; set; } = 512;

    /// <summary>Where to compute; on the processor by default.</summary>
    public InferenceDevice Device { get; set; } = InferenceDevice.Cpu;

    /// <summary>Which GPU, from 0.</summary>
    [Range(0, 64)]
    public int DeviceId { get; set; }
}
