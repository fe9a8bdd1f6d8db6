using Kale.Bundles;
using DataType = Kale.Encoding.Graphs.Onnx.TensorProto.Types.DataType;

namespace Kale.Encoding.Graphs;

/// <summary>
/// The parts of a BERT-family encoder that the portable and the fused form write differently. Values are
/// [batch, length, hidden] unless said otherwise.
/// </summary>
internal abstract class EncoderOperators(GraphBuilder graph, EncoderModel model)
{
    protected GraphBuilder Graph => graph;

    protected EncoderConfig Config => model.Config;

    protected TensorSet Weights => model.Weights;

    /// <summary>The sum of word, position and type embeddings, normalised.</summary>
    public abstract string Embed(GraphInputs inputs);

    /// <summary>The mask in the form that <see cref="Attend"/> takes; made once for all layers.</summary>
    public abstract string Mask(GraphInputs inputs);

    /// <summary>Self-attention, its output projection, the residual and LayerNorm.</summary>
    public abstract string Attend(string hidden, string mask, string layer);

    /// <summary>The two feed-forward products around GELU, the residual and LayerNorm.</summary>
    public abstract string FeedForward(string hidden, string layer);

    /// <summary>
    /// [batch, length] int64: the positions of an encoder that counts the tokens which are no padding, and gives
    /// padding the place before the first; null where they are 0, 1, 2 …
    /// </summary>
    protected string? Positions(GraphInputs inputs)
    {
        if (Config.FirstPosition == 0) { return null; }
        var isPadding = graph.Equal(inputs.InputIds, graph.Constant(Config.PadTokenId));
        var counts = graph.Sub(graph.Constant(1), graph.Cast(isPadding, DataType.Int64));
        var places = graph.Mul(graph.CumSum(counts, axis: 1), counts);
        return graph.Add(places, graph.Constant(Config.FirstPosition - 1));
    }

    /// <summary>A weight as it is stored, linear ones as [out, in].</summary>
    protected string Weight(string name) => graph.Weight(Weights[name]);

    /// <summary>A linear weight as MatMul wants it, [in, out].</summary>
    protected string Kernel(string linear) => graph.Kernel($"{linear}.kernel", Weights[$"{linear}.weight"]);

    protected string Bias(string linear) => Weight($"{linear}.bias");
}
