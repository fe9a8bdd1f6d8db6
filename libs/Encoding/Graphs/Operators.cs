using static Kale.Encoding.Graphs.Attributes;
using DataType = Kale.Encoding.Graphs.Onnx.TensorProto.Types.DataType;

namespace Kale.Encoding.Graphs;

/// <summary>The standard operators (opset 17) that an encoder uses, one method each.</summary>
internal static class Operators
{
    public const int Opset = 17;

    public static string Add(this GraphBuilder graph, string a, string b) => graph.Node("Add", [a, b]);

    public static string Sub(this GraphBuilder graph, string a, string b) => graph.Node("Sub", [a, b]);

    public static string Mul(this GraphBuilder graph, string a, string b) => graph.Node("Mul", [a, b]);

    public static string Div(this GraphBuilder graph, string a, string b) => graph.Node("Div", [a, b]);

    public static string Equal(this GraphBuilder graph, string a, string b) => graph.Node("Equal", [a, b]);

    /// <summary>The sum of each entry and of all before it along the axis.</summary>
    public static string CumSum(this GraphBuilder graph, string x, long axis) =>
        graph.Node("CumSum", [x, graph.IntScalar(axis)]);

    public static string Erf(this GraphBuilder graph, string x) => graph.Node("Erf", [x]);

    public static string Tanh(this GraphBuilder graph, string x) => graph.Node("Tanh", [x]);

    public static string MatMul(this GraphBuilder graph, string a, string b) => graph.Node("MatMul", [a, b]);

    /// <summary>x·Wᵀ + b, of x [rows, in] and W [out, in].</summary>
    public static string Gemm(this GraphBuilder graph, string x, string weight, string? bias) =>
        graph.Node("Gemm", bias is null ? [x, weight] : [x, weight, bias], Of("transB", 1));

    public static string Abs(this GraphBuilder graph, string x) => graph.Node("Abs", [x]);

    public static string Greater(this GraphBuilder graph, string a, string b) => graph.Node("Greater", [a, b]);

    public static string Clip(this GraphBuilder graph, string x, long least, long most) =>
        graph.Node("Clip", [x, graph.IntScalar(least), graph.IntScalar(most)]);

    public static string Concat(this GraphBuilder graph, long axis, params string[] parts) =>
        graph.Node("Concat", parts, Of("axis", axis));

    /// <summary>Entries of the last axis.</summary>
    public static string LastSlice(this GraphBuilder graph, string x, long start, long end) =>
        graph.Node("Slice", [x, graph.Constant(start), graph.Constant(end), graph.Constant(-1)]);

    public static string Softmax(this GraphBuilder graph, string x) => graph.Node("Softmax", [x], Of("axis", -1));

    public static string LayerNormalization(
        this GraphBuilder graph, string x, string scale, string? bias, double epsilon) =>
        graph.Node(
            "LayerNormalization", bias is null ? [x, scale] : [x, scale, bias],
            Of("axis", -1), Of("epsilon", (float)epsilon));

    public static string Cast(this GraphBuilder graph, string x, DataType type) =>
        graph.Node("Cast", [x], Of("to", (long)type));

    /// <summary>The rows of a table [rows, …] that the indices name; or the entries of another axis.</summary>
    public static string Gather(this GraphBuilder graph, string table, string indices, int axis = 0) =>
        graph.Node("Gather", [table, indices], Of("axis", axis));

    /// <summary>The sizes of x; one axis of them when asked for.</summary>
    public static string Shape(this GraphBuilder graph, string x, int axis) =>
        graph.Node("Shape", [x], Of("start", axis), Of("end", axis + 1));

    /// <summary>The first rows of a table, as many as <paramref name="count"/> [1] says.</summary>
    public static string FirstRows(this GraphBuilder graph, string table, string count) =>
        graph.Node("Slice", [table, graph.Constant(0), count, graph.Constant(0)]);

    /// <summary>A size of 0 keeps the axis, one of -1 takes what is left.</summary>
    public static string Reshape(this GraphBuilder graph, string x, params long[] shape) =>
        graph.Node("Reshape", [x, graph.Constant(shape)]);

    public static string ReshapeLike(this GraphBuilder graph, string x, string other) =>
        graph.Node("Reshape", [x, graph.Node("Shape", [other])]);

    public static string Transpose(this GraphBuilder graph, string x, params long[] axes) =>
        graph.Node("Transpose", [x], Of("perm", axes));

    public static string Unsqueeze(this GraphBuilder graph, string x, params long[] axes) =>
        graph.Node("Unsqueeze", [x, graph.Constant(axes)]);

    public static string Squeeze(this GraphBuilder graph, string x, params long[] axes) =>
        graph.Node("Squeeze", [x, graph.Constant(axes)]);

    /// <summary>The sum over the last axis, which stays with size 1.</summary>
    public static string ReduceSum(this GraphBuilder graph, string x) =>
        graph.Node("ReduceSum", [x, graph.Constant(-1)], Of("keepdims", 1));

    /// <summary>The Euclidean length along the last axis, which stays with size 1.</summary>
    public static string ReduceL2(this GraphBuilder graph, string x) =>
        graph.Node("ReduceL2", [x], Of("axes", [-1L]), Of("keepdims", 1));

    public static string AtLeast(this GraphBuilder graph, string x, float minimum) =>
        graph.Node("Max", [x, graph.Scalar(minimum)]);

    public static string Scalar(this GraphBuilder graph, float value) =>
        graph.Constant($"scalar_{value:R}", [value], []);
}
