using System.Globalization;
using Kale.Trainer.Data;
using Kale.Trainer.Jobs;
using Kale.Trainer.Measuring;
using Kale.Trainer.Recipes.Alignment;
using Kale.Trainer.Reports;

namespace Kale.Trainer.Recipes.Sweep;

/// <summary>A sweep as a report: which student to deploy.</summary>
internal sealed class SweepReport(
    JobContext context, Teacher teacher, RetrievalData data, IReadOnlyList<SweptEncoder> encoders)
{
    private const double Megabyte = 1e6;
    private const int Resamples = 10_000;
    private readonly bool[] _front =
        ParetoFront.Of([.. encoders.Select(encoder => (encoder.Latency.BatchOne, NdcgOf(encoder)))]);

    private SweptEncoder Teacher => encoders[0];

    public Report Make(IEnumerable<Fact> training) => new()
    {
        Title = $"Alignment to {teacher.Bundle.Manifest.Name}, measured on {data.Name}",
        Summary = Summary(),
        Made = context.Time.GetUtcNow(),
        Facts =
        [
            .. RunFacts.Of(context),
            RunFacts.Of(data),
            new("Teacher", $"{teacher.Bundle.Manifest.Name} ({teacher.Bundle.Id})"),
            new("Space", teacher.Bundle.Manifest.SpaceId),
            .. training,
            new("Latency", "text to vector in ONNX Runtime on one thread, median, ms for each query"),
            new("Intervals", string.Create(
                CultureInfo.InvariantCulture,
                $"95 %, paired percentile bootstrap over queries, {Resamples:N0} resamples")),
        ],
        Sections = [Quality(), Scatter(), .. Curves(), Bundles()],
    };

    private string Summary()
    {
        var best = encoders.Where(encoder => encoder.Group == "aligned").MaxBy(NdcgOf)!;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"The best student, {best.Label}, keeps {NdcgOf(best) / NdcgOf(Teacher):P1} of the teacher's nDCG@10 and "
                + $"finds {best.Overlap:P1} of its first ten, "
                + $"{Teacher.Latency.BatchOne / best.Latency.BatchOne:0.0} times as fast for a query alone.");
    }

    private TableSection Quality() => new()
    {
        Title = "Students",
        Note = "Set off: the Pareto front, which no other encoder beats in both nDCG@10 and latency. Kept is the share "
            + "of the teacher's nDCG@10; the difference has its interval, and one without 0 is resolved by these "
            + "queries.",
        Columns =
        [
            new Column("Encoder"), new Column("Layers", 0),
            .. SweepMeasurement.Metrics.Select(metric => new Column(metric.Name, Better: Better.Higher)),
            new Column("kept, %", 1, Better.Higher), new Column("ndcg@10 - teacher's"),
            new Column("overlap@10", Better: Better.Higher), new Column("ms, batch 1", 2, Better.Lower),
            new Column("ms, batch 32", 2, Better.Lower), new Column("MB", 1, Better.Lower),
            new Column("steps", 0), new Column("s, teacher's vectors included", 0),
        ],
        Rows = [.. encoders.Zip(_front, (encoder, front) => new TableRow([.. Cells(encoder)], front))],
    };

    private IEnumerable<Cell> Cells(SweptEncoder encoder) =>
    [
        Cell.Of(encoder.Label), Cell.Of(encoder.Layers),
        .. SweepMeasurement.Metrics.Select(metric => Cell.Of(encoder.Scores.ByMetric[metric.Name].Average())),
        Cell.Of(100 * NdcgOf(encoder) / NdcgOf(Teacher)), Difference(encoder), Cell.Of(encoder.Overlap),
        Cell.Of(encoder.Latency.BatchOne), Cell.Of(encoder.Latency.BatchThirtyTwo), Cell.Of(encoder.Bytes / Megabyte),
        encoder.Outcome is { } outcome ? Cell.Of(outcome.Steps) : Cell.None,
        encoder.Outcome is { } timed ? Cell.Of(timed.Elapsed.TotalSeconds) : Cell.None,
    ];

    private Cell Difference(SweptEncoder encoder)
    {
        if (encoder == Teacher)
            return Cell.None;
        var difference = PairedBootstrap.Difference(Values(encoder), Values(Teacher), Resamples, context.Seed);
        return Cell.Of(difference.Mean, difference.Low, difference.High);
    }

    private ScatterSection Scatter() => new()
    {
        Title = "Quality against latency",
        X = new Axis("ms for a query alone", Logarithmic: true),
        Y = new Axis(SweepMeasurement.Main),
        Points = [.. encoders.Zip(_front, (encoder, front) => new ScatterPoint(
            encoder.Label, encoder.Latency.BatchOne, NdcgOf(encoder), encoder.Group, front))],
    };

    private IEnumerable<ReportSection> Curves()
    {
        var history = context.History.ToList();
        yield return new LineSection
        {
            Title = "Loss",
            Note = "Losses of different kinds have different scales.",
            X = new Axis("step"),
            Y = new Axis("loss"),
            Series =
            [
                .. SweepCell.Of(context.Spec).Select(cell =>
                    TrainingCurves.Loss(history, $"training {cell.Label}", cell.Label)),
            ],
        };
    }

    private TableSection Bundles() => new()
    {
        Title = "Bundles",
        Columns = [new Column("Student"), new Column("Name"), new Column("Id")],
        Rows =
        [
            .. encoders.Where(encoder => encoder.Outcome is not null).Zip(SweepCell.Of(context.Spec)).Select(pair =>
                new TableRow([Cell.Of(pair.First.Label), Cell.Of(pair.Second.OutputName), Cell.Of(pair.First.Bundle)])),
        ],
    };

    private static double[] Values(SweptEncoder encoder) => encoder.Scores.ByMetric[SweepMeasurement.Main];

    private static double NdcgOf(SweptEncoder encoder) => Values(encoder).Average();
}
