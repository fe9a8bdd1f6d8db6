namespace Kale.Encoding.Inference;

/// <summary>Why a graph cannot be computed.</summary>
public enum InferenceError
{
    /// <summary>The device that was asked for cannot be used on this machine.</summary>
    DeviceUnavailable,

    /// <summary>ONNX Runtime failed in a run.</summary>
    RunFailed,
}

/// <summary>A failure of ONNX Runtime that is not the bundle's fault; the message says what to do.</summary>
public sealed class InferenceException(InferenceError code, string message, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>The reason, for callers that map it to a status.</summary>
    public InferenceError Code { get; } = code;
}
