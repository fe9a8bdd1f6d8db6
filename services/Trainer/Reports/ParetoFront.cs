namespace Kale.Trainer.Reports;

/// <summary>
/// Which choices no other beats: none that costs no more gives more, none that gives as much costs less.
/// </summary>
internal static class ParetoFront
{
    /// <summary>For each choice whether it is on the front; one whose numbers are not finite is not.</summary>
    public static bool[] Of(IReadOnlyList<(double Cost, double Gain)> choices) =>
    [
        .. choices.Select(choice =>
            double.IsFinite(choice.Cost + choice.Gain) && !choices.Any(other => Beats(other, choice))),
    ];

    private static bool Beats((double Cost, double Gain) one, (double Cost, double Gain) other) =>
        one.Cost <= other.Cost && one.Gain >= other.Gain && (one.Cost < other.Cost || one.Gain > other.Gain);
}
