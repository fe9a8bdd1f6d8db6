using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Kale.LocalQdrant.Search;

/// <summary>Scores a query [stride] against a row [stride]; higher is better. Stride is a multiple of 16.</summary>
internal interface IKernel
{
    static abstract float Score(ReadOnlySpan<float> query, ReadOnlySpan<float> row);
}

/// <summary>One step of a kernel: what a pair of lanes adds to the sum.</summary>
internal interface ITerm
{
    static abstract Vector512<float> Add(Vector512<float> sum, Vector512<float> query, Vector512<float> row);
}

internal readonly struct DotTerm : ITerm
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Add(Vector512<float> sum, Vector512<float> query, Vector512<float> row) =>
        Vector512.MultiplyAddEstimate(query, row, sum);
}

internal readonly struct EuclidTerm : ITerm
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Add(Vector512<float> sum, Vector512<float> query, Vector512<float> row)
    {
        var difference = query - row;
        return Vector512.MultiplyAddEstimate(-difference, difference, sum);
    }
}

internal readonly struct ManhattanTerm : ITerm
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Add(Vector512<float> sum, Vector512<float> query, Vector512<float> row) =>
        sum - Vector512.Abs(query - row);
}

/// <summary>
/// Sums in four accumulators, which hides the latency of an addition. Every row is summed in the same order, so equal
/// vectors score equal to the last bit, alone or in a batch.
/// </summary>
internal readonly struct Kernel<TTerm> : IKernel
    where TTerm : struct, ITerm
{
    private const int Lanes = 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Score(ReadOnlySpan<float> query, ReadOnlySpan<float> row)
    {
        ref var q = ref MemoryMarshal.GetReference(query);
        ref var r = ref MemoryMarshal.GetReference(row);
        var length = (nuint)row.Length;
        Vector512<float> a = default, b = default, c = default, d = default;
        nuint i = 0;
        for (; i + 4 * Lanes <= length; i += 4 * Lanes)
        {
            a = TTerm.Add(a, Vector512.LoadUnsafe(ref q, i), Vector512.LoadUnsafe(ref r, i));
            b = TTerm.Add(b, Vector512.LoadUnsafe(ref q, i + Lanes), Vector512.LoadUnsafe(ref r, i + Lanes));
            c = TTerm.Add(c, Vector512.LoadUnsafe(ref q, i + 2 * Lanes), Vector512.LoadUnsafe(ref r, i + 2 * Lanes));
            d = TTerm.Add(d, Vector512.LoadUnsafe(ref q, i + 3 * Lanes), Vector512.LoadUnsafe(ref r, i + 3 * Lanes));
        }
        for (; i < length; i += Lanes)
            a = TTerm.Add(a, Vector512.LoadUnsafe(ref q, i), Vector512.LoadUnsafe(ref r, i));
        var score = Vector512.Sum(a + b + (c + d));
        return float.IsNaN(score) ? float.NegativeInfinity : score;
    }
}
