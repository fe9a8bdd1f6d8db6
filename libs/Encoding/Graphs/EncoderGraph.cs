using Google.Protobuf;
using Kale.Bundles;
using Kale.Encoding.Graphs.Onnx;

namespace Kale.Encoding.Graphs;

/// <summary>
/// Writes an encoder of any family as an ONNX model with its weights inside. Inputs: <c>input_ids</c>,
/// <c>attention_mask</c>, <c>token_type_ids</c>, int64 [batch, length]. Output: <c>sentence_embedding</c>
/// [batch, dims], pooled over the mask, projected and normalised as the model says; of a cross encoder
/// <c>logits</c> [batch, labels].
/// </summary>
public static class EncoderGraph
{
    /// <summary>Where a bundle keeps the portable form.</summary>
    public const string PortableFile = "onnx/model.onnx";

    /// <summary>An output for whoever asks for it: the last layer, [batch, length, hidden].</summary>
    internal const string TokenEmbeddings = "token_embeddings";

    // Protocol buffers end at 2 GiB; what is not weights needs far less than the rest.
    private const long MaxWeightBytes = int.MaxValue - (16 << 20);

    /// <summary>Writes the form that any ONNX runtime opens: opset 17, standard operators only.</summary>
    /// <exception cref="BundleException">
    /// A weight is missing, of the wrong shape or not finite, or all are over 2 GiB.
    /// </exception>
    public static void WritePortable(EncoderModel model, Stream stream) =>
        Build(model, GraphForm.Portable).WriteTo(stream);

    /// <summary>Writes the form for ONNX Runtime alone: its fused operators; the same numbers, faster.</summary>
    /// <exception cref="BundleException">As for <see cref="WritePortable"/>.</exception>
    public static void WriteFused(EncoderModel model, Stream stream) => Build(model, GraphForm.Fused).WriteTo(stream);

    internal static byte[] ToBytes(EncoderModel model, GraphForm form, bool withTokens = false) =>
        Build(model, form, withTokens).ToByteArray();

    private static ModelProto Build(EncoderModel model, GraphForm form, bool withTokens = false)
    {
        RequireFits(model.Validated());
        var graph = new GraphBuilder("encoder");
        var inputs = GraphInputs.Declare(graph);
        var tokens = LastLayer(Operators(graph, model, form), model, inputs);
        new EncoderHead(graph, model).Write(tokens, inputs);
        if (withTokens)
        {
            graph.Output(
                graph.Node("Identity", [tokens]), TokenEmbeddings, GraphInputs.Batch, GraphInputs.Length,
                model.Config.HiddenSize);
        }

        return graph.ToModel(Graphs.Operators.Opset, usesMicrosoftDomain: IsFused(model, form));
    }

    private static string LastLayer(EncoderOperators operators, EncoderModel model, GraphInputs inputs)
    {
        var hidden = operators.Embed(inputs);
        var mask = model.Config.Layers > 0 ? operators.Mask(inputs) : "";
        foreach (var layer in Enumerable.Range(0, model.Config.Layers))
        {
            hidden = operators.FeedForward(operators.Attend(hidden, mask, layer), layer);
        }

        return operators.Finish(hidden);
    }

    private static EncoderOperators Operators(GraphBuilder graph, EncoderModel model, GraphForm form) =>
        IsFused(model, form) ? new FusedOperators(graph, model) : new PortableOperators(graph, model);

    // ONNX Runtime has fused operators for layers like BERT's; the others are written in standard ones.
    private static bool IsFused(EncoderModel model, GraphForm form) =>
        form == GraphForm.Fused && FusedOperators.Fit(model.Config);

    private static void RequireFits(EncoderModel model)
    {
        var bytes = model.UsedTensors.Sum(
            t => t.Shape.Aggregate((long)sizeof(float), (product, size) => product * size));
        if (bytes > MaxWeightBytes)
        {
            throw new BundleException(
                BundleError.Unsupported,
                $"The encoder has {bytes >> 20} MiB of weights; one ONNX file holds at most 2 GiB.");
        }
    }
}
