using Kale.Bundles;
using DataType = Kale.Encoding.Graphs.Onnx.TensorProto.Types.DataType;

namespace Kale.Encoding.Graphs;

/// <summary>From the last layer [batch, length, hidden] to what the encoder answers; the same in both forms.</summary>
internal sealed class EncoderHead(GraphBuilder graph, EncoderModel model)
{
    /// <summary>Output of a dual encoder, [batch, dims].</summary>
    public const string Embedding = "sentence_embedding";

    /// <summary>Output of a cross encoder, [batch, labels].</summary>
    public const string Logits = "logits";

    public void Write(string hidden, GraphInputs inputs)
    {
        if (model.Kind == BundleKind.CrossEncoder)
        {
            graph.Output(Classify(Classified(hidden, inputs)), Logits, GraphInputs.Batch, model.Config.Labels);
            return;
        }

        var pooled = Pool(hidden, inputs, model.Pooling);
        var projected = Project(pooled);
        var vector = model.Normalize ? Normalize(projected) : projected;
        graph.Output(vector, Embedding, GraphInputs.Batch, model.Dims);
    }

    private ClassifierParts Classifier => model.Config.Parts.Classifier;

    private string Pool(string hidden, GraphInputs inputs, PoolingMode mode) => mode switch
    {
        PoolingMode.Cls => First(hidden),
        PoolingMode.Last => Last(hidden, inputs.AttentionMask),
        _ => Mean(hidden, inputs.AttentionMask),
    };

    private string Classified(string hidden, GraphInputs inputs) => Pool(hidden, inputs, Classifier.Pooling);

    /// <summary>The last real token's vector, on whichever side the padding is.</summary>
    private string Last(string hidden, string attentionMask)
    {
        var places = graph.Mul(graph.CumSum(attentionMask, axis: 1), attentionMask); // 1 … n, and 0 over padding.
        var last = graph.Node("ArgMax", [places], Attributes.Of("axis", 1L), Attributes.Of("keepdims", 1L));
        var chosen = graph.Node("GatherND", [hidden, last], Attributes.Of("batch_dims", 1L)); // [batch, hidden]
        return chosen;
    }

    private string First(string hidden) => graph.Squeeze(graph.Gather(hidden, graph.Constant(0), axis: 1), 1);

    /// <summary>The mean over real tokens: mask [batch, 1, length] · hidden, over the number of tokens.</summary>
    private string Mean(string hidden, string attentionMask)
    {
        var mask = graph.Cast(graph.Unsqueeze(attentionMask, 1), DataType.Float);
        var mean = graph.Div(graph.MatMul(mask, hidden), graph.AtLeast(graph.ReduceSum(mask), 1));
        return graph.Squeeze(mean, 1);
    }

    private string Project(string pooled) => model.Weights.TryGet(EncoderTensors.ProjectionWeight, out var weight)
        ? graph.Gemm(pooled, graph.Weight(weight), graph.Weight(model.Weights[EncoderTensors.ProjectionBias]))
        : pooled;

    private string Normalize(string vector) => graph.Div(vector, graph.AtLeast(graph.ReduceL2(vector), 1e-12f));

    private string Classify(string first)
    {
        var active = graph.Activate(Linear(first, "pooler.dense"), Classifier.Activation);
        var pooled = Classifier.Norm ? graph.Normalize(active, model, "pooler.LayerNorm") : active;
        return Linear(pooled, "classifier");
    }

    private string Linear(string x, string name) =>
        graph.Gemm(
            x, graph.Weight(model.Weights[$"{name}.weight"]),
            model.Weights.TryGet($"{name}.bias", out var bias) ? graph.Weight(bias) : null);
}
