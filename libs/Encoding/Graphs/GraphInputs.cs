using DataType = Kale.Encoding.Graphs.Onnx.TensorProto.Types.DataType;

namespace Kale.Encoding.Graphs;

/// <summary>The three inputs of every encoder graph, int64 [batch, length], under the names of Hugging Face.</summary>
internal sealed record GraphInputs(string InputIds, string AttentionMask, string TokenTypeIds)
{
    public static readonly Axis Batch = "batch";

    public static readonly Axis Length = "length";

    public static GraphInputs Declare(GraphBuilder graph) => new(
        graph.Input("input_ids", DataType.Int64, Batch, Length),
        graph.Input("attention_mask", DataType.Int64, Batch, Length),
        graph.Input("token_type_ids", DataType.Int64, Batch, Length));
}
