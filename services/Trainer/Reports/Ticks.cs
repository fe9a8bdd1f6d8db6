namespace Kale.Trainer.Reports;

/// <summary>Round numbers over a range, and the range widened so that they are its ends.</summary>
internal static class Ticks
{
    private static readonly double[] s_steps = [1, 2, 2.5, 5, 10];
    private static readonly double[] s_digits = [1, 2, 5];

    /// <summary>Steps of 1, 2, 2.5 or 5 times a power of ten; of whole numbers, at least 1.</summary>
    public static (IReadOnlyList<double> Ticks, double Low, double High) Linear(
        double low, double high, int about, bool whole)
    {
        if (high - low < 1e-12 * Math.Max(1, Math.Abs(high)))
            (low, high) = whole
                ? (low - 1, high + 1)
                : (low - (Math.Abs(low) * 0.1) - 1e-6, high + (Math.Abs(high) * 0.1) + 1e-6);
        var step = Step((high - low) / about, whole);
        var (first, last) = (Math.Floor((low / step) + 1e-9), Math.Ceiling((high / step) - 1e-9));
        var ticks = new List<double>();
        for (var i = first; i <= last; i++)
            ticks.Add(i * step);
        return (ticks, ticks[0], ticks[^1]);
    }

    /// <summary>1, 2 and 5 of each power of ten; over more than three powers only 1.</summary>
    public static (IReadOnlyList<double> Ticks, double Low, double High) Logarithmic(double low, double high)
    {
        var (first, last) = ((int)Math.Floor(Math.Log10(low)), (int)Math.Ceiling(Math.Log10(high)));
        var digits = last - first > 3 ? s_digits[..1] : s_digits;
        var all = Enumerable.Range(first, last - first + 2)
            .SelectMany(power => digits.Select(digit => digit * Math.Pow(10, power)))
            .ToList();
        var below = all.FindLastIndex(tick => tick <= low * 1.0001);
        var above = all.FindIndex(Math.Max(below, 0) + 1, tick => tick >= high * 0.9999);
        var ticks = all[Math.Max(below, 0)..(above + 1)];
        return (ticks, ticks[0], ticks[^1]);
    }

    private static double Step(double rough, bool whole)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = s_steps.First(step => step * power >= rough * 0.9999) * power;
        return whole ? Math.Max(1, Math.Ceiling(step)) : step;
    }
}
