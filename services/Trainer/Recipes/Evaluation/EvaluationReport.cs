using System.Globalization;
using Kale.Trainer.Data;
using Kale.Trainer.Jobs;
using Kale.Trainer.Measuring;
using Kale.Trainer.Reports;

namespace Kale.Trainer.Recipes.Evaluation;

/// <summary>
/// An evaluation as a report: quality with intervals, differences from the baseline, quality against latency.
/// </summary>
internal sealed class EvaluationReport(JobContext context, RetrievalData data, SystemComparison comparison)
{
    private const double Megabyte = 1e6;
    private readonly IReadOnlyList<MeasuredSystem> _encoders =
        [.. comparison.Systems.Where(system => system.Cost is not null)];

    private string Main => comparison.Metrics[0].Name;

    public Report Make()
    {
        var front = Front();
        return new Report
        {
            Title = $"Evaluation on {data.Name}",
            Summary = Summary(),
            Made = context.Time.GetUtcNow(),
            Facts =
            [
                .. RunFacts.Of(context),
                RunFacts.Of(data),
                .. Method(),
                .. _encoders.Select(encoder => new Fact(encoder.Name, encoder.Bundle)),
            ],
            Sections = [Quality(front), .. Differences(), .. Scatter(front)],
        };
    }

    private string Summary()
    {
        var best = comparison.Systems.MaxBy(system => Mean(system, Main).Mean)!;
        var text = $"Best by {Main}: {best.Name} with {Number(Mean(best, Main).Mean)}.";
        if (best == comparison.Baseline || !comparison.Differences.TryGetValue((best.Name, Main), out var difference))
            return text;
        return $"{text} That is {Number(difference.Mean)} more than {comparison.Baseline.Name} "
            + $"({Number(difference.Low)} to {Number(difference.High)}), "
            + (difference.ExcludesZero
                ? "which these queries resolve."
                : "which may be chance: the interval contains 0.");
    }

    private IEnumerable<Fact> Method() =>
    [
        new(
            "Ranking",
            "by score, equal scores by document id descending, as trec_eval orders; means over all judged queries, as "
                + "with its -c"),
        new("Intervals", string.Create(
            CultureInfo.InvariantCulture,
            $"95 %, paired percentile bootstrap over queries, {comparison.Samples:N0} resamples")),
        .. _encoders.Count > 0
            ? [new Fact("Latency", "text to vector on one thread, median, ms for each query")]
            : Array.Empty<Fact>(),
    ];

    private TableSection Quality(HashSet<string> front) => new()
    {
        Title = "Quality",
        Note = front.Count > 0
            ? "Set off: the Pareto front, which no other encoder beats in both quality and latency."
            : "",
        Columns =
        [
            new Column("System"),
            .. comparison.Metrics.Select(metric => new Column(metric.Name, Better: Better.Higher)),
            .. _encoders.Count > 0
                ?
                [
                    new Column("Layers", Digits: 0), new Column("ms, batch 1", 2, Better.Lower),
                    new Column("ms, batch 32", 2, Better.Lower), new Column("MB", 1, Better.Lower),
                ]
                : Array.Empty<Column>(),
        ],
        Rows =
        [
            .. comparison.Systems.Select(system => new TableRow(
                [Cell.Of(system.Name), .. Means(system), .. Costs(system)], front.Contains(system.Name))),
        ],
    };

    private IEnumerable<Cell> Means(MeasuredSystem system) =>
        comparison.Metrics.Select(metric => ToCell(Mean(system, metric.Name)));

    private IEnumerable<Cell> Costs(MeasuredSystem system) =>
        _encoders.Count == 0 ? []
        : system.Cost is not { } cost ? [Cell.None, Cell.None, Cell.None, Cell.None]
        :
        [
            Cell.Of(cost.Layers), Cell.Of(cost.Latency.BatchOne), Cell.Of(cost.Latency.BatchThirtyTwo),
            Cell.Of(cost.Bytes / Megabyte),
        ];

    private IEnumerable<ReportSection> Differences() => comparison.Differences.Count == 0 ? [] :
    [
        new TableSection
        {
            Title = $"Difference from {comparison.Baseline.Name}",
            Note = "Means over the same queries; an interval without 0 is a difference that these queries resolve.",
            Columns = [new Column("System"), .. comparison.Metrics.Select(metric => new Column(metric.Name))],
            Rows =
            [
                .. comparison.Systems
                    .Where(system => system != comparison.Baseline)
                    .Select(system => new TableRow(
                    [
                        Cell.Of(system.Name),
                        .. comparison.Metrics.Select(metric =>
                            ToCell(comparison.Differences[(system.Name, metric.Name)])),
                    ])),
            ],
        },
    ];

    private IEnumerable<ReportSection> Scatter(HashSet<string> front) => _encoders.Count < 2 ? [] :
    [
        new ScatterSection
        {
            Title = $"{Main} against latency",
            Note = "Up and to the left is better. The dashed line is the Pareto front.",
            X = new Axis("ms for a query alone, one thread", Logarithmic: true),
            Y = new Axis(Main),
            Points =
            [
                .. _encoders.Select(encoder => new ScatterPoint(
                    encoder.Name, encoder.Cost!.Latency.BatchOne, Mean(encoder, Main).Mean,
                    Front: front.Contains(encoder.Name))),
            ],
        },
    ];

    private HashSet<string> Front()
    {
        var marks = ParetoFront.Of(
            [.. _encoders.Select(encoder => (encoder.Cost!.Latency.BatchOne, Mean(encoder, Main).Mean))]);
        return _encoders.Count < 2
            ? []
            : [.. _encoders.Zip(marks).Where(pair => pair.Second).Select(pair => pair.First.Name)];
    }

    private Interval Mean(MeasuredSystem system, string metric) => comparison.Means[(system.Name, metric)];

    private static Cell ToCell(Interval interval) => Cell.Of(interval.Mean, interval.Low, interval.High);

    private static string Number(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);
}
