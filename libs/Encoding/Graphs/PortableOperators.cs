using Kale.Bundles;
using DataType = Kale.Encoding.Graphs.Onnx.TensorProto.Types.DataType;

namespace Kale.Encoding.Graphs;

/// <summary>An encoder in standard operators, which every ONNX runtime has.</summary>
internal sealed class PortableOperators(GraphBuilder graph, EncoderModel model) : EncoderOperators(graph, model)
{
    public override string Embed(GraphInputs inputs)
    {
        var words = Graph.Gather(Weight("embeddings.word_embeddings.weight"), inputs.InputIds);
        var types = Graph.Gather(Weight("embeddings.token_type_embeddings.weight"), inputs.TokenTypeIds);
        var table = Weight("embeddings.position_embeddings.weight");
        var positions = Positions(inputs) is { } places
            ? Graph.Gather(table, places)
            : Graph.FirstRows(table, Graph.Shape(inputs.InputIds, axis: 1));
        return Normalize(Graph.Add(Graph.Add(words, types), positions), "embeddings.LayerNorm");
    }

    /// <summary>[batch, 1, 1, length]: 0 where a token is, the lowest number where padding is.</summary>
    public override string Mask(GraphInputs inputs)
    {
        var mask = Graph.Cast(Graph.Unsqueeze(inputs.AttentionMask, 1, 2), DataType.Float);
        return Graph.Mul(Graph.Sub(Graph.Scalar(1), mask), Graph.Scalar(float.MinValue));
    }

    public override string Attend(string hidden, string mask, string layer)
    {
        var query = Heads(Linear(hidden, $"{layer}.attention.self.query"), 0, 2, 1, 3);
        var key = Heads(Linear(hidden, $"{layer}.attention.self.key"), 0, 2, 3, 1);
        var value = Heads(Linear(hidden, $"{layer}.attention.self.value"), 0, 2, 1, 3);
        var scores = Graph.Div(Graph.MatMul(query, key), Graph.Scalar(MathF.Sqrt(Config.HeadSize)));
        var context = Graph.MatMul(Graph.Softmax(Graph.Add(scores, mask)), value);
        var joined = Graph.Reshape(Graph.Transpose(context, 0, 2, 1, 3), 0, 0, Config.HiddenSize);
        var output = Linear(joined, $"{layer}.attention.output.dense");
        return Normalize(Graph.Add(output, hidden), $"{layer}.attention.output.LayerNorm");
    }

    public override string FeedForward(string hidden, string layer)
    {
        var inner = Gelu(Linear(hidden, $"{layer}.intermediate.dense"));
        var output = Linear(inner, $"{layer}.output.dense");
        return Normalize(Graph.Add(output, hidden), $"{layer}.output.LayerNorm");
    }

    /// <summary>[batch, length, hidden] → [batch, length, heads, head size], transposed.</summary>
    private string Heads(string x, params long[] axes) =>
        Graph.Transpose(Graph.Reshape(x, 0, 0, Config.Heads, Config.HeadSize), axes);

    private string Linear(string x, string name) => Graph.Add(Graph.MatMul(x, Kernel(name)), Bias(name));

    private string Normalize(string x, string name) =>
        Graph.LayerNormalization(x, Weight($"{name}.weight"), Bias(name), Config.LayerNormEpsilon);

    /// <summary>x · (1 + erf(x/√2)) / 2, in the order of operations that ONNX Runtime recognises.</summary>
    private string Gelu(string x)
    {
        var erf = Graph.Erf(Graph.Div(x, Graph.Scalar(MathF.Sqrt(2))));
        return Graph.Mul(Graph.Mul(x, Graph.Add(erf, Graph.Scalar(1))), Graph.Scalar(0.5f));
    }
}
