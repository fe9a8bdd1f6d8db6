namespace Kale.Retrieval.Agreement;

/// <summary>
/// Whether two encoders' vectors mean the same dimension by dimension. One that was trained to the other follows it in
/// all of them, nearer or farther; dimensions that were zeroed or exchanged follow nothing while the rest does, and an
/// offset moves all texts the same way. Rankings hardly show it: what is the same for all documents cancels.
/// </summary>
/// <param name="Typical">
/// The median over dimensions of the concordance over texts: the correlation, less where one side spreads wider (Lin
/// 1989, without the means, which are the shift).
/// </param>
/// <param name="Strays">Dimensions that follow the reference much less than that, the worst first.</param>
/// <param name="Shift">How far the mean of unit vectors lies from the reference's.</param>
/// <param name="Common">
/// The part of the mean squared distance between a text's two vectors that this shift is: little where training made
/// them differ, nearly all where an offset did.
/// </param>
public sealed record Dimensions(double Typical, IReadOnlyList<int> Strays, double Shift, double Common)
{
    // Of the median. Correlations over few texts scatter; below a fifth of the others' is none.
    private const double Follows = 0.2;

    /// <param name="vectors">[texts, dims], of the encoder that is looked at.</param>
    /// <param name="references">[texts, dims], of the other one.</param>
    public static Dimensions Of(IReadOnlyList<float[]> vectors, IReadOnlyList<float[]> references)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        ArgumentNullException.ThrowIfNull(references);
        var (own, others) = (vectors.Select(Unit).ToArray(), references.Select(Unit).ToArray());
        var concordances = Enumerable.Range(0, own[0].Length)
            .Select(dim => Concordance(own, others, dim)).ToArray();
        var typical = concordances.Order().ElementAt(concordances.Length / 2);
        var shift = Math.Sqrt(
            Enumerable.Range(0, own[0].Length).Sum(dim => Squared(Mean(own, dim) - Mean(others, dim))));
        var apart = own.Zip(others, (a, b) => a.Zip(b, (x, y) => Squared(x - y)).Sum()).Average();
        return new Dimensions(
            typical,
            [
                .. concordances.Index().Where(dim => dim.Item < Follows * typical)
                    .OrderBy(dim => dim.Item).Select(dim => dim.Index),
            ],
            shift,
            apart > 0 ? shift * shift / apart : 0);
    }

    private static double Concordance(double[][] own, double[][] others, int dim)
    {
        var (mean, other) = (Mean(own, dim), Mean(others, dim));
        var (both, left, right) = (0.0, 0.0, 0.0);
        for (var text = 0; text < own.Length; text++)
        {
            var (a, b) = (own[text][dim] - mean, others[text][dim] - other);
            both += a * b;
            left += a * a;
            right += b * b;
        }

        return left + right > 0 ? 2 * both / (left + right) : 1;
    }

    private static double Mean(double[][] vectors, int dim) => vectors.Average(vector => vector[dim]);

    private static double Squared(double value) => value * value;

    private static double[] Unit(float[] vector)
    {
        var length = Math.Sqrt(vector.Sum(value => (double)value * value));
        return Array.ConvertAll(vector, value => length > 0 ? value / length : 0);
    }
}
