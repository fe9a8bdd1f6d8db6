using Kale.Encoding.Graphs.Onnx;

namespace Kale.Encoding.Graphs;

/// <summary>
/// One axis of an input or output: of a fixed size, or of one that each run decides and that has a name.
/// </summary>
internal readonly record struct Axis(string? Name, long Size)
{
    public static implicit operator Axis(string name) => new(name, 0);

    public static implicit operator Axis(int size) => new(null, size);

    public TensorShapeProto.Types.Dimension ToDimension() =>
        Name is null ? new() { DimValue = Size } : new() { DimParam = Name };
}
