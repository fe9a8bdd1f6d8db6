using Kale.Bundles;

namespace Kale.Encoding.Graphs;

/// <summary>An encoder's tensors as constants of a graph.</summary>
internal static class WeightConstants
{
    /// <summary>The tensor as it is stored.</summary>
    public static string Weight(this GraphBuilder graph, Tensor tensor) =>
        graph.Constant(graph.NameOf(tensor.Data, "weight", tensor.Name), tensor.Data, tensor.Shape);

    /// <summary>Linear weights [out, in], side by side as one [in, sum of out].</summary>
    public static string Kernel(this GraphBuilder graph, string name, params Tensor[] weights)
    {
        name = graph.NameOf(weights[0].Data, "kernel", name);
        var (inputs, outputs) = (weights[0].Shape[1], weights.Sum(w => w.Shape[0]));
        var kernel = new float[inputs * outputs];
        var column = 0;
        foreach (var weight in weights)
        {
            Transpose(weight.Data, weight.Shape[0], inputs, kernel.AsSpan(column), outputs);
            column += weight.Shape[0];
        }

        return graph.Constant(name, kernel, inputs, outputs);
    }

    /// <summary>Vectors one after the other as one.</summary>
    public static string Joined(this GraphBuilder graph, string name, params Tensor[] vectors) =>
        graph.Constant(
            graph.NameOf(vectors[0].Data, "joined", name), vectors.SelectMany(v => v.Data).ToArray(),
            vectors.Sum(v => v.Count));

    // Sixteen rows at a time: each cache line of the target is then written whole.
    private static void Transpose(ReadOnlySpan<float> source, int rows, int columns, Span<float> target, int stride)
    {
        const int Block = 16;
        for (var top = 0; top < rows; top += Block)
        {
            var height = Math.Min(Block, rows - top);
            for (var column = 0; column < columns; column++)
            {
                for (var row = 0; row < height; row++)
                {
                    target[(column * stride) + top + row] = source[((top + row) * columns) + column];
                }
            }
        }
    }
}
