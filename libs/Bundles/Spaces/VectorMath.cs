namespace Kale.Bundles;

/// <summary>Cosine and length in double precision, where a probe's tolerance is decided.</summary>
public static class VectorMath
{
    /// <summary>The vector's length.</summary>
    public static double Norm(ReadOnlySpan<float> vector) => Math.Sqrt(Dot(vector, vector));

    /// <summary>Cosine of the angle between two vectors of equal dimensions.</summary>
    public static double Cosine(ReadOnlySpan<float> a, ReadOnlySpan<float> b) => Dot(a, b) / (Norm(a) * Norm(b));

    /// <summary>Finite and not zero: it has a direction.</summary>
    public static bool IsUsable(ReadOnlySpan<float> vector) => Norm(vector) is > 0 and < double.PositiveInfinity;

    private static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += (double)a[i] * b[i];
        }

        return sum;
    }
}
