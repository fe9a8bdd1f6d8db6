namespace Qdrant.Client.Grpc;

public partial class Vector
{
    public static implicit operator Vector(float[] values) => new() { Dense = Shapes.Dense(values) };

    public static implicit operator Vector((float[] Values, uint[] Indices) sparseValues) =>
        new() { Sparse = Shapes.Sparse(sparseValues.Values, sparseValues.Indices) };

    public static implicit operator Vector((float Value, uint Index)[] sparseValues) =>
        new() { Sparse = Shapes.Sparse(sparseValues) };

    public static implicit operator Vector(float[][] values) => new() { MultiDense = Shapes.MultiDense(values) };

    public static implicit operator Vector(Document document) => new() { Document = document };

    public static implicit operator Vector(Image image) => new() { Image = image };

    public static implicit operator Vector(InferenceObject inferenceObject) => new() { Object = inferenceObject };
}

public partial class Vectors
{
    public static implicit operator Vectors(float[] values) => new() { Vector = values };

    public static implicit operator Vectors(float[][] values) => new() { Vector = values };

    public static implicit operator Vectors(Dictionary<string, float[]> values) =>
        Named(values.ToDictionary(pair => pair.Key, pair => (Vector)pair.Value));

    public static implicit operator Vectors(Dictionary<string, Vector> values) => Named(values);

    public static implicit operator Vectors((string Name, Vector Vector) value) =>
        Named(new Dictionary<string, Vector> { [value.Name] = value.Vector });

    public static implicit operator Vectors(Document document) => new() { Vector = document };

    public static implicit operator Vectors(Image image) => new() { Vector = image };

    public static implicit operator Vectors(InferenceObject inferenceObject) => new() { Vector = inferenceObject };

    private static Vectors Named(IDictionary<string, Vector> vectors) =>
        new() { Vectors_ = new NamedVectors { Vectors = { vectors } } };
}

internal static class Shapes
{
    public static DenseVector Dense(float[] values) => new() { Data = { values } };

    public static MultiDenseVector MultiDense(float[][] values) => new() { Vectors = { values.Select(Dense) } };

    public static SparseVector Sparse(float[] values, uint[] indices) =>
        new() { Values = { values }, Indices = { indices } };

    public static SparseVector Sparse((float Value, uint Index)[] pairs) =>
        new() { Values = { pairs.Select(pair => pair.Value) }, Indices = { pairs.Select(pair => pair.Index) } };
}
