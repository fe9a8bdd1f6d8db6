using System.Numerics.Tensors;

namespace Kale.Trainer.Measuring;

/// <summary>Vectors side by side.</summary>
/// <param name="Data">[rows, dims], row-major.</param>
/// <param name="Dims">Of each.</param>
internal sealed record VectorTable(float[] Data, int Dims)
{
    public int Rows => Data.Length / Dims;

    public ReadOnlySpan<float> this[int row] => Data.AsSpan(row * Dims, Dims);

    public static VectorTable Of(IReadOnlyList<float[]> rows) =>
        new([.. rows.SelectMany(row => row)], rows.Count == 0 ? 1 : rows[0].Length);

    /// <summary>With every row scaled to length 1; a row of zeros stays.</summary>
    public VectorTable Normalized()
    {
        var data = (float[])Data.Clone();
        for (var row = 0; row < Rows; row++)
        {
            var vector = data.AsSpan(row * Dims, Dims);
            var norm = TensorPrimitives.Norm<float>(vector);
            if (norm > 0)
                TensorPrimitives.Divide(vector, norm, vector);
        }

        return new VectorTable(data, Dims);
    }
}
