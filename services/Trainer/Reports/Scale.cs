namespace Kale.Trainer.Reports;

/// <summary>From an axis' numbers to places on the screen.</summary>
internal sealed class Scale
{
    private readonly bool _logarithmic;
    private readonly double _low;
    private readonly double _high;
    private readonly double _from;
    private readonly double _to;

    /// <param name="axis">What it shows.</param>
    /// <param name="values">All that must be within.</param>
    /// <param name="from">Where the lowest lies.</param>
    /// <param name="to">Where the highest lies.</param>
    /// <param name="ticks">About how many ticks fit.</param>
    public Scale(Axis axis, IEnumerable<double> values, double from, double to, int ticks)
    {
        (_from, _to) = (from, to);
        var finite = values.Where(double.IsFinite).DefaultIfEmpty(0).ToList();
        var (low, high) = (finite.Min(), finite.Max());
        // Numbers that are not above 0 have no logarithm.
        _logarithmic = axis.Logarithmic && low > 0;
        (Ticks, _low, _high) = _logarithmic
            ? Reports.Ticks.Logarithmic(low, high)
            : Reports.Ticks.Linear(low, high, ticks, axis.Whole);
    }

    /// <summary>Numbers worth a line and a label.</summary>
    public IReadOnlyList<double> Ticks { get; }

    public double Of(double value)
    {
        var share = _logarithmic
            ? Math.Log(value / _low) / Math.Log(_high / _low)
            : (value - _low) / (_high - _low);
        return _from + (share * (_to - _from));
    }
}
