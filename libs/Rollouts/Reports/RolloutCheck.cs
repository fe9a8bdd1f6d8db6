using System.Globalization;

namespace Kale.Rollouts.Reports;

/// <summary>How a check ended.</summary>
public enum CheckOutcome
{
    /// <summary>Within the bound.</summary>
    Passed,

    /// <summary>Outside the bound.</summary>
    Failed,

    /// <summary>There was nothing to check it with.</summary>
    Skipped,

    /// <summary>Not enough to say; the message names what would be.</summary>
    Inconclusive,
}

/// <summary>One check of a release.</summary>
/// <param name="Name">One of <see cref="CheckNames"/>.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Value">What was found; 0 where nothing was.</param>
/// <param name="Bound">What it was held against.</param>
/// <param name="Samples">Over how many texts or searches.</param>
/// <param name="Message">For people.</param>
public sealed record RolloutCheck(
    string Name, CheckOutcome Outcome, double Value, double Bound, int Samples, string Message)
{
    /// <summary>The live collection that it was measured on; empty for a check of the encoder alone.</summary>
    public string Collection { get; init; } = "";

    /// <summary>What the value lies between, with 95 %; null where it is no estimate.</summary>
    public Interval? Interval { get; init; }

    /// <summary>Passed when the value is at least the bound; one that is not a number never is.</summary>
    public static RolloutCheck AtLeast(string name, double value, double bound, int samples, string what) =>
        Held(name, value >= bound, value, bound, samples, what, "at least");

    /// <summary>Passed when the value is at most the bound; one that is not a number never is.</summary>
    public static RolloutCheck AtMost(string name, double value, double bound, int samples, string what) =>
        Held(name, value <= bound, value, bound, samples, what, "at most");

    /// <summary>A check without a number.</summary>
    public static RolloutCheck That(string name, bool holds, int samples, string message) =>
        new(name, holds ? CheckOutcome.Passed : CheckOutcome.Failed, 0, 0, samples, message);

    /// <summary>Too little was seen to say.</summary>
    public static RolloutCheck Unsure(string name, double value, double bound, int samples, string message) =>
        new(name, CheckOutcome.Inconclusive, value, bound, samples, message);

    /// <summary>There was nothing to check it with.</summary>
    public static RolloutCheck Skipped(string name, string why) => new(name, CheckOutcome.Skipped, 0, 0, 0, why);

    // JSON has no NaN: a value that is none is kept as the worst there is.
    private static RolloutCheck Held(
        string name, bool holds, double value, double bound, int samples, string what, string relation) =>
        new(
            name,
            holds ? CheckOutcome.Passed : CheckOutcome.Failed,
            double.IsFinite(value) ? value : double.MinValue,
            bound,
            samples,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{what} is {value:0.####}, {relation} {bound:0.####} is required ({samples} samples)"));
}

/// <summary>Between what a value lies.</summary>
public sealed record Interval(double Low, double High);
