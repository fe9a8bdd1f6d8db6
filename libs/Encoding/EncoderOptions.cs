using Kale.Encoding.Batching;
using Kale.Encoding.Inference;

namespace Kale.Encoding;

/// <summary>How a bundle's encoder is loaded and served.</summary>
public sealed record EncoderOptions
{
    /// <summary>How its graph is computed.</summary>
    public InferenceOptions Inference { get; init; } = new();

    /// <summary>How its queue forms batches and when it refuses.</summary>
    public BatchingOptions Batching { get; init; } = new();

    /// <summary>
    /// Others in this process serve while it is loaded: reading and checking give way to them, and what loading leaves
    /// behind in memory is collected in the background instead of in one pause. Default false.
    /// </summary>
    public bool LoadsBeside { get; init; }
}
