namespace Kale.Encoding.Inference;

/// <summary>Where a graph is computed.</summary>
public enum InferenceDevice
{
    /// <summary>On the processor.</summary>
    Cpu,

    /// <summary>On an NVIDIA GPU; needs ONNX Runtime's CUDA provider and CUDA's libraries.</summary>
    Cuda,
}
