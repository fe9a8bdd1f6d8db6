using Kale.Bundles;

namespace Kale.Encoding.Graphs;

/// <summary>Activations and norms in standard operators.</summary>
internal static class Activation
{
    public static string Activate(this GraphBuilder graph, string x, string name) => name switch
    {
        Activations.Gelu => graph.Gelu(x),
        Activations.GeluTanh => graph.GeluTanh(x),
        Activations.Silu => graph.Mul(x, graph.Node("Sigmoid", [x])),
        Activations.Relu => graph.Node("Relu", [x]),
        Activations.Tanh => graph.Tanh(x),
        _ => throw new BundleException(BundleError.Unsupported, $"There is no activation '{name}' here."),
    };

    /// <summary>Over the last axis, as the encoder's norms are.</summary>
    public static string Normalize(this GraphBuilder graph, string x, EncoderModel model, string name)
    {
        var (config, weight) = (model.Config, model.Weights[$"{name}.weight"]);
        return config.Parts.Norm switch
        {
            NormKind.Layer => graph.LayerNormalization(
                x, graph.Weight(weight), config.Parts.NormBias ? graph.Weight(model.Weights[$"{name}.bias"]) : null,
                config.LayerNormEpsilon),
            NormKind.Rms => graph.Rms(x, graph.Weight(weight), config.LayerNormEpsilon),
            _ => graph.Rms(
                x, graph.Constant($"{name}.one_more", Array.ConvertAll(weight.Data, w => 1 + w), weight.Count),
                config.LayerNormEpsilon),
        };
    }

    private static string Rms(this GraphBuilder graph, string x, string scale, double epsilon)
    {
        var square = graph.Node("ReduceMean", [graph.Mul(x, x)], Attributes.Of("axes", [-1L]));
        var root = graph.Node("Sqrt", [graph.Add(square, graph.Scalar((float)epsilon))]);
        return graph.Mul(graph.Div(x, root), scale);
    }

    /// <summary>x · (1 + erf(x/√2)) / 2, in the order of operations that ONNX Runtime recognises.</summary>
    private static string Gelu(this GraphBuilder graph, string x)
    {
        var erf = graph.Erf(graph.Div(x, graph.Scalar(MathF.Sqrt(2))));
        return graph.Mul(graph.Mul(x, graph.Add(erf, graph.Scalar(1))), graph.Scalar(0.5f));
    }

    /// <summary>x · (1 + tanh(√(2/π) · (x + 0.044715·x³))) / 2.</summary>
    private static string GeluTanh(this GraphBuilder graph, string x)
    {
        var cube = graph.Mul(graph.Mul(graph.Mul(x, x), x), graph.Scalar(0.044715f));
        var tanh = graph.Tanh(graph.Mul(graph.Add(x, cube), graph.Scalar(MathF.Sqrt(2 / MathF.PI))));
        return graph.Mul(graph.Mul(x, graph.Add(tanh, graph.Scalar(1))), graph.Scalar(0.5f));
    }
}
