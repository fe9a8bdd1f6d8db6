using System.Numerics;

namespace Kale.Retrieval.Agreement;

/// <summary>
/// Whether an encoder speaks another's language: each of its vectors should find the other's vector of the same text
/// among those of all texts. What all vectors have in common is taken off both sides first. How near the two are says
/// less: an encoder that learnt one subject is far from its teacher on others and still tells texts apart as the
/// teacher does, while one of another language finds by chance.
/// </summary>
public static class Identification
{
    private const float Same = 1 - 1e-5f;

    /// <summary>How many other texts' references are nearer to each vector than its own; 0: it is found.</summary>
    /// <param name="vectors">[texts, dims], of the encoder that is looked at.</param>
    /// <param name="references">[texts, dims], of the other one.</param>
    public static IReadOnlyList<int> Ranks(IReadOnlyList<float[]> vectors, IReadOnlyList<float[]> references)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        ArgumentNullException.ThrowIfNull(references);
        var (own, others) = (Centred(vectors), Centred(references));
        return [.. own.Select((vector, text) => Rank(vector, others, text))];
    }

    /// <summary>The share of ranks that are 0.</summary>
    public static double Found(IReadOnlyCollection<int> ranks) =>
        ranks.Count == 0 ? 0 : ranks.Count(rank => rank == 0) / (double)ranks.Count;

    // An equal one counts as nearer, a vector that is alike to all finds nothing; unless it is the same reference
    // twice.
    private static int Rank(float[] vector, float[][] references, int text)
    {
        var own = Dot(vector, references[text]);
        return references.Index().Count(other =>
            other.Index != text && !(Dot(vector, other.Item) < own) && Dot(references[text], other.Item) < Same);
    }

    private static float[][] Centred(IReadOnlyList<float[]> vectors)
    {
        var unit = vectors.Select(Unit).ToArray();
        var dims = unit.Length == 0 ? 0 : unit[0].Length;
        var mean = new float[dims];
        foreach (var vector in unit)
            for (var i = 0; i < dims; i++)
                mean[i] += vector[i] / unit.Length;
        return [.. unit.Select(vector => Unit([.. vector.Zip(mean, (value, common) => value - common)]))];
    }

    private static float[] Unit(float[] vector)
    {
        var length = Math.Sqrt(vector.Sum(value => (double)value * value));
        return length > 0 ? Array.ConvertAll(vector, value => (float)(value / length)) : vector;
    }

    // A thousand words are a million pairs, and searches want the core.
    private static float Dot(float[] a, float[] b)
    {
        var (sums, i) = (Vector<float>.Zero, 0);
        for (; i <= a.Length - Vector<float>.Count; i += Vector<float>.Count)
            sums += new Vector<float>(a, i) * new Vector<float>(b, i);
        var sum = Vector.Sum(sums);
        for (; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }
}
