namespace Kale.Retrieval.Agreement;

/// <summary>
/// Whether an encoder is another one that was damaged in places: it makes the same vectors of some texts and different
/// ones of others. One that was trained differs a little everywhere, and one that computes the same in another way
/// differs nowhere. So damage shows that costs little on average: positions beyond some length, single rows of a table,
/// one script.
/// </summary>
/// <param name="Same">Texts whose vectors are the same.</param>
/// <param name="Others">Numbers of the texts whose vectors differ, the farthest first.</param>
/// <param name="Texts">All texts.</param>
public sealed record Patchwork(int Same, IReadOnlyList<int> Others, int Texts)
{
    // 1 - cosine. Rounding of another runtime stays below the one; 8-bit weights and training are above it everywhere.
    private const double Equal = 1e-5;
    private const double Different = 0.01;
    private const double SameOfCopy = 0.1;
    private const int FewestOthers = 2;

    /// <summary>Whether it is one.</summary>
    public bool IsDamagedCopy => Same >= SameOfCopy * Texts && Others.Count >= FewestOthers;

    /// <param name="vectors">[texts, dims], of the encoder that is looked at.</param>
    /// <param name="references">[texts, dims], of the other one.</param>
    public static Patchwork Of(IReadOnlyList<float[]> vectors, IReadOnlyList<float[]> references)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        var far = vectors.Zip(references, Distance).ToList();
        return new Patchwork(
            far.Count(distance => distance <= Equal),
            [
                .. far.Index().Where(text => text.Item > Different)
                    .OrderByDescending(text => text.Item)
                    .Select(text => text.Index),
            ],
            far.Count);
    }

    private static double Distance(float[] a, float[] b)
    {
        var (dot, left, right) = (0.0, 0.0, 0.0);
        for (var i = 0; i < a.Length; i++)
        {
            dot += (double)a[i] * b[i];
            left += (double)a[i] * a[i];
            right += (double)b[i] * b[i];
        }

        return 1 - (dot / Math.Sqrt(left * right));
    }
}
