namespace Kale.Encoding.Graphs;

/// <summary>Which operators a graph is written in.</summary>
public enum GraphForm
{
    /// <summary>Standard operators: opens in every ONNX runtime.</summary>
    Portable,

    /// <summary>ONNX Runtime's fused operators: the same numbers, faster.</summary>
    Fused,
}
