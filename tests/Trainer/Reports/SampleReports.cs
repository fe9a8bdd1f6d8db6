using Kale.Trainer.Reports;

namespace Kale.Trainer.Tests.Reports;

/// <summary>A report with every kind of section, names and numbers as unkind as they come.</summary>
internal static class SampleReports
{
    public static Report Everything() => new()
    {
        Title = "Alignment sweep of MiniLM-L6 on corpora/scifact",
        Summary = "Best by ndcg@10: kale-3 with 0.6402."
            + " That is 0.0089 less than teacher (-0.0170 to -0.0010), which these queries resolve.",
        Made = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        Facts =
        [
            new("Job", "sweep-1"),
            new("Data", "corpora/scifact: 300 judged queries, 5,183 documents; sha256 " + new string('a', 64)),
        ],
        Sections = [Table(), Scatter(), Curves(), Layers()],
    };

    private static TableSection Table() => new()
    {
        Title = "Quality",
        Note = "Set off: the Pareto front, which no other encoder beats in both quality and latency.",
        Columns =
        [
            new("Encoder"),
            new("Loss"),
            new("ndcg@10", Better: Better.Higher),
            new("recall@100", Better: Better.Higher),
            new("overlap@10", Better: Better.Higher),
            new("ms, batch 1", 2, Better.Lower),
            new("MB", 1, Better.Lower),
        ],
        Rows =
        [
            .. Choices().Select(choice => new TableRow(
            [
                Cell.Of(choice.Name),
                Cell.Of(choice.Loss),
                Cell.Of(choice.Quality, choice.Quality - 0.031, choice.Quality + 0.029),
                Cell.Of(choice.Quality + 0.25),
                choice.Name == "teacher" ? Cell.None : Cell.Of(choice.Quality + 0.2),
                Cell.Of(choice.Ms),
                Cell.Of(choice.Ms * 11),
            ], choice.Front)),
        ],
    };

    private static ScatterSection Scatter() => new()
    {
        Title = "ndcg@10 against latency",
        Note = "Up and to the left is better. The dashed line is the Pareto front.",
        X = new Axis("ms for a query alone, one thread", Logarithmic: true),
        Y = new Axis("ndcg@10"),
        Points =
        [
            .. Choices().Select(choice => new ScatterPoint(
                choice.Name, choice.Ms, choice.Quality, choice.Loss, choice.Front)),
        ],
    };

    private static LineSection Curves() => new()
    {
        Title = "Training",
        X = new Axis("step"),
        Y = new Axis("loss", Logarithmic: true),
        Series =
        [
            .. new[] { "kale-3 cosine", "kale-2 cosine", "kale-1 cosine" }.Select((name, i) => new Series(
                name,
                [
                    .. Enumerable.Range(1, 300).Select(step => new LinePoint(
                        step * 5,
                        (0.4 / (1 + (step / (10.0 + (8 * i))))) + 0.01 + (0.004 * Math.Sin(step * 0.7)))),
                ])),
        ],
    };

    private static LineSection Layers() => new()
    {
        Title = "nDCG@10 by layer <raw & \"centred\">",
        X = new Axis("layer", Whole: true),
        Y = new Axis("nDCG@10"),
        Series =
        [
            new Series(
                "cross encoder",
                [.. Enumerable.Range(0, 7).Select(layer => new LinePoint(layer, 0.35 - (0.006 * layer * layer)))]),
            new Series(
                "dual encoder",
                [.. Enumerable.Range(0, 7).Select(layer => new LinePoint(layer, 0.33 + (0.05 * layer)))]),
            new Series("broken", [new LinePoint(0, double.NaN), new LinePoint(1, 0.2)]),
        ],
    };

    private static IEnumerable<(string Name, string Loss, double Quality, double Ms, bool Front)> Choices()
    {
        (string Name, string Loss, double Quality, double Ms)[] choices =
        [
            ("teacher", "none", 0.6491, 4.8),
            ("kale-3", "cosine", 0.6402, 2.5),
            ("kale-3", "kl", 0.6211, 2.52),
            ("kale-2", "cosine", 0.6398, 1.72),
            ("kale-2", "kl", 0.5987, 1.7),
            ("kale-1", "cosine", 0.6342, 0.91),
            ("kale-1", "kl", 0.5613, 0.9),
            ("kale-0", "cosine", 0.4721, 0.05),
            ("first-2", "cosine", 0.6311, 1.71),
            ("last-2", "cosine", 0.5422, 1.73),
        ];
        var front = ParetoFront.Of([.. choices.Select(choice => (choice.Ms, choice.Quality))]);
        return choices.Zip(front, (choice, marked) => (
            $"{choice.Name}{(choice.Loss == "kl" ? " kl" : "")}", choice.Loss, choice.Quality, choice.Ms, marked));
    }
}
