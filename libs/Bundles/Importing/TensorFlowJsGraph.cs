using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Kale.Bundles;

/// <summary>What a TensorFlow.js graph says about its encoder: sizes, activation, pooling.</summary>
internal static partial class TensorFlowJsGraph
{
    private static readonly (string Operation, string Part)[] Required =
        [("Softmax", "attention"), ("Erf", "an erf GELU"), ("RealDiv", "mean pooling")];

    public static void RequireSupported(JsonFile model)
    {
        var operations = model.Part("modelTopology").Get<JsonArray>("node")
            .Select(node => node?["op"]?.ToString() ?? "").ToHashSet(StringComparer.Ordinal);
        foreach (var (operation, part) in Required)
        {
            if (!operations.Contains(operation))
            {
                throw new BundleException(
                    BundleError.Unsupported,
                    $"{model.Path}: the graph has no {operation}, so it does not compute {part}; "
                        + "only BERT with GELU and mean pooling is supported.");
            }
        }
    }

    public static EncoderConfig ConfigOf(TensorFlowJsWeights weights, TokenizerModel tokenizer)
    {
        var words = weights[TensorFlowJsNames.WordEmbeddings].Shape;
        var query = $"{TensorFlowJsNames.Layer(0)}/attention/self";
        return new EncoderConfig
        {
            VocabSize = words[0],
            HiddenSize = words[1],
            Layers = LayersOf(weights),
            Heads = (int)weights[$"{query}/Reshape/shape/2"].Data[0],
            IntermediateSize = weights[$"{TensorFlowJsNames.Layer(0)}/intermediate/dense/BiasAdd/ReadVariableOp"].Count,
            MaxPositions = weights[TensorFlowJsNames.PositionEmbeddings].Shape[0],
            TypeVocabSize = weights[TensorFlowJsNames.TypeEmbeddings].Shape[0],
            LayerNormEpsilon = AsWritten(weights[TensorFlowJsNames.Epsilon].Data[0]),
            PadTokenId = tokenizer.Vocabulary.IdOf(tokenizer.Settings.PadToken),
        };
    }

    public static bool Normalizes(TensorFlowJsWeights weights) =>
        weights.Names.Any(name => name.Contains("/tf.math.l2_normalize/", StringComparison.Ordinal));

    // By the highest index, so that a layer with a missing weight is named and not left out.
    private static int LayersOf(TensorFlowJsWeights weights) => 1 + weights.Names
        .Select(name => LayerIndex().Match(name))
        .Where(match => match.Success)
        .Select(match => int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture))
        .DefaultIfEmpty(-1)
        .Max();

    [GeneratedRegex(@"/encoder/layer_\._([0-9]{1,4})/")]
    private static partial Regex LayerIndex();

    // The graph keeps float32(1e-12); its shortest spelling is the number that was meant.
    private static double AsWritten(float value) =>
        double.Parse(value.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
