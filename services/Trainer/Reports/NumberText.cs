using System.Globalization;

namespace Kale.Trainer.Reports;

/// <summary>Numbers for people.</summary>
internal static class NumberText
{
    /// <summary>As few digits as tell it from its neighbours: <c>0.65</c>, <c>2000</c>, <c>1.5M</c>.</summary>
    public static string Short(double value) => Math.Abs(value) switch
    {
        >= 1e6 => (value / 1e6).ToString("0.##", CultureInfo.InvariantCulture) + "M",
        >= 1e4 => (value / 1e3).ToString("0.##", CultureInfo.InvariantCulture) + "k",
        < 1e-4 and > 0 => value.ToString("0.##e0", CultureInfo.InvariantCulture),
        _ => Math.Round(value, 6).ToString("0.######", CultureInfo.InvariantCulture),
    };

    public static string Fixed(double value, int digits) => double.IsFinite(value)
        ? value.ToString($"F{digits}", CultureInfo.InvariantCulture)
        : value.ToString(CultureInfo.InvariantCulture);
}
