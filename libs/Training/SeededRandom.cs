namespace Kale.Training;

/// <summary>
/// Random numbers that are the same for a seed on every machine and in every version: SplitMix64 (Steele, Lea and Flood
/// 2014).
/// </summary>
public sealed class SeededRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>64 of them.</summary>
    public ulong NextBits()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>From 0 to below the limit, each alike (Lemire 2019).</summary>
    public int Next(int limit)
    {
        var high = Math.BigMul(NextBits(), (ulong)limit, out var low);
        while (low < (ulong)-limit % (ulong)limit)
            high = Math.BigMul(NextBits(), (ulong)limit, out low);
        return (int)high;
    }

    /// <summary>Fisher and Yates.</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = Next(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }
}
