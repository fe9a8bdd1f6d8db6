using System.Globalization;
using System.Text;
using Kale.Bench.Harness;
using Kale.V1;

namespace Kale.Bench.Benchmarks;

/// <summary>The gate's verdicts and estimates beside labels.</summary>
internal static class ProofRows
{
    public static IEnumerable<Row> Of(IReadOnlyList<LossPair> pairs, double good, double bad)
    {
        var labelled = pairs.Where(pair => pair.All is not null).ToList();
        var students = labelled.GroupBy(pair => pair.Student).ToList();
        yield return Passed(
            $"collection alone, students that lose at most {good:P1}",
            [.. labelled.Where(pair => pair.All!.Share <= good).Select(pair => pair.RefusedBy.Count == 0)], true);
        yield return Passed(
            $"collection alone, students that lose more than {bad:P0}",
            [.. labelled.Where(pair => pair.All!.Share > bad).Select(pair => pair.RefusedBy.Count > 0)], false);
        yield return Passed(
            $"all on one route, students that lose at most {good:P1} on each",
            [
                .. students.Where(student => student.All(pair => pair.All!.Share <= good))
                    .Select(student => student.All(pair => pair.RefusedBy.Count == 0)),
            ],
            true);
        yield return Passed(
            $"all on one route, students that lose more than {bad:P0} on any",
            [
                .. students.Where(student => student.Any(pair => pair.All!.Share > bad))
                    .Select(student => student.Any(pair => pair.RefusedBy.Count > 0)),
            ],
            false);
        var estimates = LossFit.LeaveOneOut([.. labelled.Where(pair => pair.Judged is not null)]);
        yield return Error("all pairs", estimates, 0.015);
        yield return Error("pairs that lose at most 15 %", [.. estimates.Where(e => e.Loss.Share <= 0.15)], 0.015);
        yield return Error("pairs that lose at most 5 %", [.. estimates.Where(e => e.Loss.Share <= 0.05)], 0.015);
        var covered = estimates.Count(estimate => estimate.Covers) / (double)Math.Max(1, estimates.Count);
        yield return new Row("true loss within the 95 % interval", $"{covered:P0}", "", null, "≥ 90 %", covered >= 0.9);
    }

    public static Row Time(List<double> seconds) => new(
        "seconds of a gate over all collections, median and longest", $"{Median.Of(seconds):0} and {seconds.Max():0}");

    public static string Table(IReadOnlyList<LossPair> pairs)
    {
        var text = new StringBuilder(
            "Estimates of the table are of constants fitted on the other collections' calibrating queries.\n\n"
            + "| collection | student | judged, % | lost, calibrating queries, % | lost, all queries, % | "
            + "estimate (95 %), % | refused by |\n|---|---|---|---|---|---|---|\n");
        var estimates = LossFit.LeaveOneOut([.. pairs.Where(pair => pair.Judged is not null && pair.All is not null)])
            .ToDictionary(estimate => (estimate.Pair.Collection, estimate.Pair.Student));
        foreach (var pair in pairs.OrderBy(pair => pair.Collection).ThenBy(pair => pair.All?.Share))
        {
            text.Append(CultureInfo.InvariantCulture, $"| {pair.Collection} | {pair.Student} ");
            text.Append(CultureInfo.InvariantCulture, $"| {Percent(pair.Judged)} | {Percent(pair.Calibration)} ");
            text.Append(CultureInfo.InvariantCulture, $"| {Percent(pair.All)} ");
            text.Append(estimates.TryGetValue((pair.Collection, pair.Student), out var found)
                ? $"| {Percent(found.Value)} ({Percent(found.Low)} to {Percent(found.High)}) "
                : $"| {Percent(pair.Estimate?.Value)} ");
            text.Append(CultureInfo.InvariantCulture, $"| {string.Join(", ", pair.RefusedBy)} |\n");
        }

        return text.ToString();
    }

    private static Row Passed(string what, List<bool> right, bool pass) => new(
        what, $"{right.Count(one => one)} of {right.Count} {(pass ? "pass" : "refused")}", "", null, "all",
        right.TrueForAll(one => one));

    private static Row Error(string what, IReadOnlyList<LossFit> estimates, double bar)
    {
        var error = estimates.Select(estimate => Math.Abs(estimate.Value - estimate.Loss.Share))
            .DefaultIfEmpty().Average();
        return new Row(
            $"mean absolute error of the estimate, {what} ({estimates.Count}), points", $"{100 * error:0.0}", "", null,
            $"≤ {100 * bar:0.0}", error <= bar);
    }

    private static string Percent(TrueLoss? loss) =>
        loss is null ? "" : $"{Percent(loss.Share)} ± {Percent(loss.Half)}";

    private static string Percent(double? share) =>
        share is { } value ? (100 * value).ToString("0.0", CultureInfo.InvariantCulture) : "";
}
