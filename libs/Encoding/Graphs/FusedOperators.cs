using Kale.Bundles;
using static Kale.Encoding.Graphs.Attributes;
using DataType = Kale.Encoding.Graphs.Onnx.TensorProto.Types.DataType;

namespace Kale.Encoding.Graphs;

/// <summary>The same encoder in ONNX Runtime's fused operators (domain com.microsoft).</summary>
internal sealed class FusedOperators(GraphBuilder graph, EncoderModel model) : EncoderOperators(graph, model)
{
    private string? _bias;

    /// <summary>Whether there is a fused form of an encoder with these parts: those of BERT's layer.</summary>
    public static bool Fit(EncoderConfig config) =>
        config.Parts with { EmbeddingProjection = false, Classifier = new() } == new EncoderParts()
        && config is { RotaryBase: 0, LayerKinds: "", TypeVocabSize: >= 0 }
        && config.KeyValueHeads == config.Heads && config.QueryScalar == config.HeadSize
        && config.Heads * config.HeadSize == config.HiddenSize
        && config.HiddenActivation is Activations.Gelu or Activations.GeluTanh or Activations.Relu;

    public override string Embed(GraphInputs inputs) => Widen(Graph.WithUnusedOutput(Fused(
        "EmbedLayerNormalization",
        [
            Graph.Cast(inputs.InputIds, DataType.Int32),
            HasTypes ? Graph.Cast(inputs.TokenTypeIds, DataType.Int32) : "",
            Weight("embeddings.word_embeddings.weight"),
            Weight("embeddings.position_embeddings.weight"),
            HasTypes ? Weight("embeddings.token_type_embeddings.weight") : "",
            Weight("embeddings.LayerNorm.weight"),
            Weight("embeddings.LayerNorm.bias"),
            .. Positions(inputs) is { } places ? ["", Graph.Cast(places, DataType.Int32)] : Array.Empty<string>(),
        ],
        Of("epsilon", (float)Config.LayerNormEpsilon))));

    /// <summary>[batch, length] int32: 1 where a token is.</summary>
    public override string Mask(GraphInputs inputs)
    {
        _bias = Config.RelativeBuckets > 0 ? RelativeBias(inputs) : null;
        return Graph.Cast(inputs.AttentionMask, DataType.Int32);
    }

    public override string Attend(string hidden, string mask, int index)
    {
        var layer = LayerName(index);
        var context = Attention(hidden, mask, $"{layer}.attention.self");
        var output = Graph.MatMul(context, Kernel($"{layer}.attention.output.dense"));
        return Normalize(
            output, hidden, $"{layer}.attention.output.LayerNorm", Bias($"{layer}.attention.output.dense"));
    }

    /// <summary>
    /// On [tokens, hidden], where the bias is part of the product and Gelu runs alone, faster than BiasGelu.
    /// </summary>
    public override string FeedForward(string hidden, int index)
    {
        var layer = LayerName(index);
        var tokens = Graph.Reshape(hidden, -1, Config.HiddenSize);
        var inner = Graph.Gemm(
            tokens, Weight($"{layer}.intermediate.dense.weight"), Bias($"{layer}.intermediate.dense"));
        var output = Graph.MatMul(Activate(inner), Kernel($"{layer}.output.dense"));
        var normalized = Normalize(output, tokens, $"{layer}.output.LayerNorm", Bias($"{layer}.output.dense"));
        return Graph.ReshapeLike(normalized, hidden);
    }

    private string Attention(string hidden, string mask, string self) => Fused(
        "Attention",
        [
            hidden, Kernel(self, "weight"), Joined(self, "bias"), mask,
            .. _bias is { } bias ? ["", bias] : Array.Empty<string>(),
        ],
        Of("num_heads", Config.Heads),
        Of("mask_filter_value", float.MinValue));

    private string Activate(string inner) => Config.HiddenActivation switch
    {
        Activations.Gelu => Fused("Gelu", [inner]),
        Activations.GeluTanh => Fused("FastGelu", [inner]),
        var other => Graph.Activate(inner, other),
    };

    private string Kernel(string self, string part) => Graph.Kernel($"{self}.kernel", Three(self, part));

    private string Joined(string self, string part) => Graph.Joined($"{self}.{part}", Three(self, part));

    private Tensor[] Three(string self, string part) =>
        [Weights[$"{self}.query.{part}"], Weights[$"{self}.key.{part}"], Weights[$"{self}.value.{part}"]];

    private string Normalize(string x, string residual, string norm, string bias) => Fused(
        "SkipLayerNormalization",
        [x, residual, Weight($"{norm}.weight"), Weight($"{norm}.bias"), bias],
        Of("epsilon", (float)Config.LayerNormEpsilon));

    private bool HasTypes => Config.TypeVocabSize > 0;

    private string Fused(string operation, string[] inputs, params Onnx.AttributeProto[] attributes) =>
        Graph.Node(GraphBuilder.MicrosoftDomain, operation, inputs, attributes);
}
