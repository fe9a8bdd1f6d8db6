using Kale.Bundles;
using DataType = Kale.Encoding.Graphs.Onnx.TensorProto.Types.DataType;

namespace Kale.Encoding.Graphs;

/// <summary>An encoder of any family in standard operators, which every ONNX runtime has.</summary>
internal sealed class PortableOperators(GraphBuilder graph, EncoderModel model) : EncoderOperators(graph, model)
{
    private RotaryPositions? _rotary, _localRotary;
    private string _window = "";

    public override string Embed(GraphInputs inputs)
    {
        var words = Graph.Gather(Weight(EncoderTensors.Words), inputs.InputIds);
        var scaled = Parts.ScaledEmbeddings ? Graph.Mul(words, Graph.Scalar(MathF.Sqrt(Config.HiddenSize))) : words;
        string?[] others = [TypesOf(inputs), PositionsOf(inputs)];
        var sum = others.OfType<string>().Aggregate(scaled, Graph.Add);
        return Widen(Parts.EmbeddingNorm ? Normalize(sum, "embeddings.LayerNorm") : sum);
    }

    /// <summary>
    /// [batch, 1, 1, length], or with all heads and queries where it depends on them: 0 where a token is, the lowest
    /// number where padding is or what may not be seen.
    /// </summary>
    public override string Mask(GraphInputs inputs)
    {
        var tokens = Graph.Cast(Graph.Unsqueeze(inputs.AttentionMask, 1, 2), DataType.Float);
        var mask = Graph.Mul(Graph.Sub(Graph.Scalar(1), tokens), Graph.Scalar(float.MinValue));
        if (Config.RotaryBase != 0) { PrepareRotary(inputs); }
        if (Config.RelativeBuckets > 0) { return Graph.Add(mask, RelativeBias(inputs)); }
        if (!Parts.Causal && Config.LayerKinds.Length == 0) { return mask; }
        var ahead = Distances(inputs);
        mask = Parts.Causal ? Graph.Add(mask, Blocked(ahead, 0)) : mask;
        _window = Graph.Add(mask, Blocked(Graph.Abs(ahead), Config.Window));
        return mask;
    }

    public override string Attend(string hidden, string mask, int layer)
    {
        var (name, rotary) = (LayerName(layer), Config.IsLocal(layer) ? _localRotary : _rotary);
        var input = Before(hidden, $"{name}.attention.LayerNorm");
        var query = Turned(Heads(input, $"{name}.attention.self.query", Config.Heads), rotary, [0, 2, 1, 3]);
        var key = Repeated(
            Turned(Heads(input, $"{name}.attention.self.key", Config.KeyValueHeads), rotary, [0, 2, 3, 1]));
        var values = Split(Linear(input, $"{name}.attention.self.value"), Config.KeyValueHeads);
        var value = Repeated(Graph.Transpose(values, 0, 2, 1, 3));
        var scores = Graph.Div(Graph.MatMul(query, key), Graph.Scalar((float)Math.Sqrt(Config.QueryScalar)));
        var seen = Config.IsLocal(layer) ? _window : mask;
        var context = Graph.MatMul(Graph.Softmax(Graph.Add(scores, seen)), value);
        var joined = Graph.Reshape(Graph.Transpose(context, 0, 2, 1, 3), 0, 0, Config.Heads * Config.HeadSize);
        return Behind(Linear(joined, $"{name}.attention.output.dense"), hidden, $"{name}.attention.output.LayerNorm");
    }

    public override string FeedForward(string hidden, int layer)
    {
        var name = LayerName(layer);
        var input = Before(hidden, $"{name}.intermediate.LayerNorm");
        var inner = Linear(input, $"{name}.intermediate.dense");
        var active = Parts.Gated
            ? Graph.Mul(Graph.Activate(Linear(input, $"{name}.intermediate.gate"), Config.HiddenActivation), inner)
            : Graph.Activate(inner, Config.HiddenActivation);
        return Behind(Linear(active, $"{name}.output.dense"), hidden, $"{name}.output.LayerNorm");
    }

    private string? TypesOf(GraphInputs inputs) => Config.TypeVocabSize == 0
        ? null
        : Graph.Gather(Weight("embeddings.token_type_embeddings.weight"), inputs.TokenTypeIds);

    private string? PositionsOf(GraphInputs inputs)
    {
        if (!Parts.Positions) { return null; }
        var table = Weight("embeddings.position_embeddings.weight");
        return Positions(inputs) is { } places
            ? Graph.Gather(table, places)
            : Graph.FirstRows(table, Graph.Shape(inputs.InputIds, axis: 1));
    }

    private void PrepareRotary(GraphInputs inputs)
    {
        var places = Places(inputs);
        _rotary = RotaryPositions.Of(Graph, places, Config, Config.RotaryBase);
        _localRotary = Config.LocalRotaryBase == Config.RotaryBase
            ? _rotary
            : RotaryPositions.Of(Graph, places, Config, Config.LocalRotaryBase);
    }

    // [batch, length, heads, size]
    private string Heads(string x, string linear, int heads)
    {
        var split = Split(Linear(x, linear), heads);
        return Parts.HeadNorms ? Normalize(split, $"{linear}_LayerNorm") : split;
    }

    // With positions turned while [batch, heads, length, size], for which the last two axes may have to change places.
    private string Turned(string heads, RotaryPositions? rotary, long[] axes)
    {
        if (rotary is null) { return Graph.Transpose(heads, axes); }
        var turned = rotary.Turn(Graph.Transpose(heads, 0, 2, 1, 3));
        return axes[2] == 1 ? turned : Graph.Transpose(turned, 0, 1, 3, 2);
    }

    // Each head of keys or values serves as many of queries, side by side.
    private string Repeated(string heads)
    {
        var times = Config.Heads / Config.KeyValueHeads;
        return times == 1 ? heads : Graph.Gather(
            heads, Graph.Constant([.. Enumerable.Range(0, Config.Heads).Select(n => (long)n / times)]), axis: 1);
    }

    private string Split(string x, int heads) => Graph.Reshape(x, 0, 0, heads, Config.HeadSize);

    private string Before(string hidden, string norm) =>
        Parts.Placement != NormPlacement.Post && Has($"{norm}.weight") ? Normalize(hidden, norm) : hidden;

    private string Behind(string output, string hidden, string norm) => Parts.Placement switch
    {
        NormPlacement.Post => Normalize(Graph.Add(output, hidden), norm),
        NormPlacement.Pre => Graph.Add(output, hidden),
        _ => Graph.Add(Normalize(output, norm), hidden),
    };

    // [length, length]: 0 up to the distance, the lowest number beyond.
    private string Blocked(string distances, int most) => Graph.Mul(
        Graph.Cast(Graph.Greater(distances, Graph.Constant(most)), DataType.Float), Graph.Scalar(float.MinValue));
}
