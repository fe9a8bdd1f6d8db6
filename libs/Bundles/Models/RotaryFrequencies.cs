namespace Kale.Bundles;

/// <summary>How fast each pair of a head's values turns with the position (arXiv 2104.09864, section 3.4.2).</summary>
public static class RotaryFrequencies
{
    /// <summary>
    /// [size / 2]: (θ·f)^(−2i/size) / f^(2/size), which is θ^(−2i/size) of positions that were not stretched.
    /// </summary>
    public static float[] Of(int size, double theta, double factor) =>
        [.. Enumerable.Range(0, size / 2).Select(i => (float)(
            Math.Pow(theta * factor, -2.0 * i / size) / Math.Pow(factor, 2.0 / size)))];
}
