using Kale.Bench.Harness;
using static Kale.Bench.Harness.JobReport;

namespace Kale.Bench.Benchmarks;

/// <summary>
/// What students of one layer and of none keep when they are aligned by defaults on what can be drawn from a corpus
/// alone: no query of any split, and of MedQuAD no title, which its questions ask for.
/// </summary>
internal sealed class FewLayers : IBenchmark
{
    private const double MostSeconds = 300;

    private const string Notes =
        "One seed. Titles (SciFact's alone), sentences and short texts of the corpus, 20,000 at most; measured on the "
        + "test queries, or those of --split. The baseline is the teacher; differences have 95 % intervals (paired "
        + "bootstrap over the queries).";

    private static readonly (string Plan, uint Layers, double Kept)[] s_students =
        [("wang-lyu", 1, 98), ("first", 0, 94)];

    public string Name => "few-layers";

    public string Question =>
        "How much of MiniLM-L6's retrieval do students of one layer and of none keep, aligned for at most 5 minutes on "
        + "sentences of the corpus alone?";

    // --documents 5265 --corpora scifact,medquad, and to choose settings by: --split calibration --steps 700
    public async Task<Report> RunAsync(BenchOptions options)
    {
        var directory = Directory.CreateTempSubdirectory("kale-bench-data-").FullName;
        new ProofCorpora(directory).Write(options, options.Count("documents", 5_265));
        await using var trainer = await TrainerHost.StartAsync(options with { Data = directory });
        var rows = new List<Row>();
        foreach (var corpus in options.Settings.GetValueOrDefault("corpora", "scifact,medquad").Split(','))
        {
            var spec = AlignmentJobs.Sweep(
                corpus, s_students.Select(student => AlignmentJobs.Plan(student.Plan, student.Layers)), []);
            spec.SweepAlignment.Alignment.Queries.Clear();
            if (options.Settings.TryGetValue("split", out var split))
                spec.SweepAlignment.Evaluation.Split = split;
            if (options.Settings.ContainsKey("steps"))
                spec = spec.Within((uint)options.Count("steps", 0));
            var table = new JobReport(await trainer.RunAsync($"{Name}-{corpus}", spec)).Table("Students");
            rows.AddRange(AlignmentRows.Teacher(table).Select(row => row with { What = $"{corpus}, {row.What}" }));
            rows.AddRange(s_students.SelectMany(student => Rows(table, corpus, student)));
        }

        Directory.Delete(directory, recursive: true);
        return new Report(rows, Notes);
    }

    private static IEnumerable<Row> Rows(
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, System.Text.Json.JsonElement>> table, string corpus,
        (string Plan, uint Layers, double Kept) student)
    {
        var label = $"{student.Plan}-{student.Layers}";
        foreach (var row in AlignmentRows.Student(table, label, student.Kept))
            yield return row with { What = $"{corpus}, {row.What}" };
        var seconds = Value(table[label], "s, teacher's vectors included");
        yield return new Row(
            $"{corpus}, {label}, seconds with the teacher's vectors",
            $"{seconds:0} ({Value(table[label], "steps"):0} steps)",
            Bar: $"≤ {MostSeconds:0}",
            Reached: seconds <= MostSeconds);
    }
}
