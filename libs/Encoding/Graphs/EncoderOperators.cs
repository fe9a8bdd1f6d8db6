using Kale.Bundles;
using DataType = Kale.Encoding.Graphs.Onnx.TensorProto.Types.DataType;

namespace Kale.Encoding.Graphs;

/// <summary>
/// The parts of an encoder that the portable and the fused form write differently. Values are [batch, length, hidden]
/// unless said otherwise.
/// </summary>
internal abstract class EncoderOperators(GraphBuilder graph, EncoderModel model)
{
    protected GraphBuilder Graph => graph;

    protected EncoderConfig Config => model.Config;

    protected EncoderParts Parts => model.Config.Parts;

    protected TensorSet Weights => model.Weights;

    /// <summary>The sum of word, position and type embeddings, normalised and as wide as the layers.</summary>
    public abstract string Embed(GraphInputs inputs);

    /// <summary>The mask in the form that <see cref="Attend"/> takes; made once for all layers.</summary>
    public abstract string Mask(GraphInputs inputs);

    /// <summary>Self-attention, its output projection, the residual and norms.</summary>
    public abstract string Attend(string hidden, string mask, int layer);

    /// <summary>The feed-forward products around their activation, the residual and norms.</summary>
    public abstract string FeedForward(string hidden, int layer);

    /// <summary>What follows the last layer.</summary>
    public string Finish(string hidden) => Parts.FinalNorm ? Normalize(hidden, "encoder.LayerNorm") : hidden;

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

    /// <summary>[length, 1] float: 0, 1, 2 …</summary>
    protected string Places(GraphInputs inputs) => graph.Cast(graph.Unsqueeze(Indices(inputs), 1), DataType.Float);

    /// <summary>[queries, keys] int64: how far behind the query a key is; before it, negative.</summary>
    protected string Distances(GraphInputs inputs)
    {
        var indices = Indices(inputs);
        return graph.Sub(graph.Unsqueeze(indices, 0), graph.Unsqueeze(indices, 1));
    }

    /// <summary>[1, heads, queries, keys]: the bias of each distance, from a table of all that differ.</summary>
    protected string RelativeBias(GraphInputs inputs)
    {
        var (table, last) = (Weights[EncoderTensors.RelativeBias].Data, RelativePositions.Last(Config.RelativeBuckets));
        var rows = Enumerable.Range(-last, (2 * last) + 1).SelectMany(distance => table
            .Skip(RelativePositions.Bucket(distance, Config.RelativeBuckets) * Config.Heads).Take(Config.Heads));
        var biases = graph.Constant("relative_bias", rows.ToArray(), (2 * last) + 1, Config.Heads);
        var near = graph.Clip(Distances(inputs), -last, last);
        var chosen = graph.Gather(biases, graph.Add(near, graph.Constant(last)));
        return graph.Unsqueeze(graph.Transpose(chosen, 2, 0, 1), 0);
    }

    protected static string LayerName(int layer) => $"encoder.layer.{layer}";

    /// <summary>Embeddings as wide as the layers.</summary>
    protected string Widen(string embeddings) =>
        Parts.EmbeddingProjection ? Linear(embeddings, "embeddings.projection") : embeddings;

    protected string Linear(string x, string name)
    {
        var product = graph.MatMul(x, Kernel(name));
        return Has($"{name}.bias") ? graph.Add(product, Bias(name)) : product;
    }

    protected string Normalize(string x, string name) => graph.Normalize(x, model, name);

    protected bool Has(string name) => Weights.TryGet(name, out _);

    /// <summary>A weight as it is stored, linear ones as [out, in].</summary>
    protected string Weight(string name) => graph.Weight(Weights[name]);

    /// <summary>A linear weight as MatMul wants it, [in, out].</summary>
    protected string Kernel(string linear) => graph.Kernel($"{linear}.kernel", Weights[$"{linear}.weight"]);

    protected string Bias(string linear) => Weight($"{linear}.bias");

    // [length] int64: 0, 1, 2 …
    private string Indices(GraphInputs inputs) => graph.Node(
        "Range",
        [graph.IntScalar(0), graph.Squeeze(graph.Shape(inputs.InputIds, axis: 1), 0), graph.IntScalar(1)]);
}
