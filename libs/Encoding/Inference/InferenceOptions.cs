using System.ComponentModel.DataAnnotations;
using Kale.Encoding.Graphs;

namespace Kale.Encoding.Inference;

/// <summary>How an encoder's graph is computed.</summary>
public sealed record InferenceOptions
{
    /// <summary>
    /// Threads that one run is spread over, the caller's included; default: the processors of this machine. On the
    /// processor, runs that overlap share them.
    /// </summary>
    [Range(1, 1024)]
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// Whether threads wait for work by spinning; default false. Spinning shortens single runs by some percent on cores
    /// that nothing else needs, and takes them from everything else in the process meanwhile.
    /// </summary>
    public bool Spinning { get; init; }

    /// <summary>The operators of the graph; default: ONNX Runtime's fused ones.</summary>
    public GraphForm Form { get; init; } = GraphForm.Fused;

    /// <summary>Where to compute; default: on the processor.</summary>
    public InferenceDevice Device { get; init; } = InferenceDevice.Cpu;

    /// <summary>Which GPU, from 0; unused on the processor.</summary>
    public int DeviceId { get; init; }
}
