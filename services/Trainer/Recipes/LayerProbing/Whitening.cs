namespace Kale.Trainer.Recipes.LayerProbing;

/// <summary>
/// A linear map after which a sample's vectors are uncorrelated and of variance 1 (arXiv 2103.15316). The map is the
/// inverse of the covariance's Cholesky factor: cosines after it are those after the paper's by singular vectors, since
/// the two differ by a rotation only.
/// </summary>
internal sealed class Whitening
{
    // Of the mean variance, added to each: a sample smaller than the dimensions, or a dimension that never varies.
    private const double Ridge = 1e-3;

    private readonly float[] _mean;
    private readonly double[,] _factor;

    private Whitening(float[] mean, double[,] factor) => (_mean, _factor) = (mean, factor);

    /// <param name="sample">[rows][dims] less <paramref name="mean"/>.</param>
    /// <param name="mean">[dims] of the sample.</param>
    public static Whitening Of(IReadOnlyList<float[]> sample, float[] mean) =>
        new(mean, Cholesky(Covariance(sample, mean.Length)));

    /// <summary>Solves L y = x - mean, in place.</summary>
    public void Apply(Span<float> vector)
    {
        for (var i = 0; i < vector.Length; i++)
        {
            var sum = (double)vector[i] - _mean[i];
            for (var j = 0; j < i; j++)
                sum -= _factor[i, j] * vector[j];
            vector[i] = (float)(sum / _factor[i, i]);
        }
    }

    private static double[,] Covariance(IReadOnlyList<float[]> sample, int dims)
    {
        var sums = new double[dims, dims];
        Parallel.For(0, dims, i =>
        {
            foreach (var row in sample)
            {
                for (var j = 0; j <= i; j++)
                    sums[i, j] += (double)row[i] * row[j];
            }
        });
        var variance = Enumerable.Range(0, dims).Average(i => sums[i, i]);
        for (var i = 0; i < dims; i++)
        {
            sums[i, i] += Ridge * variance;
            for (var j = 0; j <= i; j++)
                sums[i, j] /= sample.Count;
        }

        return sums;
    }

    // Lower triangle in, lower triangle out.
    private static double[,] Cholesky(double[,] matrix)
    {
        var dims = matrix.GetLength(0);
        for (var j = 0; j < dims; j++)
        {
            for (var i = j; i < dims; i++)
            {
                var sum = matrix[i, j];
                for (var k = 0; k < j; k++)
                    sum -= matrix[i, k] * matrix[j, k];
                matrix[i, j] = i == j ? Math.Sqrt(Math.Max(sum, double.Epsilon)) : sum / matrix[j, j];
            }
        }

        return matrix;
    }
}
