using Kale.Bench.Harness;
using static Kale.Bench.Harness.JobReport;

namespace Kale.Bench.Benchmarks;

/// <summary>
/// What is left of MiniLM's retrieval on SciFact with 3, 2 and 1 of its 6 layers, pruned and aligned.
/// </summary>
internal sealed class KaleScifact : IBenchmark
{
    // Plan, and the bars: percent of the teacher's nDCG@10 that is kept, and overlap of the first ten.
    private static readonly (string Plan, uint Layers, double Kept, double Overlap)[] s_students =
        [("even", 3, 98.5, 0.84), ("wang-lyu", 2, 98.5, 0.80), ("wang-lyu", 1, 97.5, 0.74)];

    public string Name => "kale-scifact";

    public string Question =>
        "How much of MiniLM-L6's retrieval do aligned students of 3, 2 and 1 layers keep on SciFact "
        + "after at most 5 minutes on this machine?";

    public async Task<Report> RunAsync(BenchOptions options)
    {
        _ = options.DataSet("scifact");
        await using var trainer = await TrainerHost.StartAsync(options);
        var table = new JobReport(await trainer.RunAsync(
            Name,
            AlignmentJobs.Sweep(
                "scifact",
                s_students.Select(student => AlignmentJobs.Plan(student.Plan, student.Layers)),
                [AlignmentJobs.Loss("cosine")]))).Table("Students");
        return new Report(
            [
                .. AlignmentRows.Teacher(table),
                .. s_students.SelectMany(student =>
                    AlignmentRows.Student(table, $"{student.Plan}-{student.Layers}", student.Kept, student.Overlap)),
                .. s_students.Select(student => Seconds(table, $"{student.Plan}-{student.Layers}")),
            ],
            AlignmentRows.Notes);
    }

    private static Row Seconds(
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, System.Text.Json.JsonElement>> table, string label)
    {
        var seconds = Value(table[label], "s, teacher's vectors included");
        return new Row(
            $"{label}, seconds with the teacher's vectors",
            $"{seconds:0} ({Value(table[label], "steps"):0} steps)",
            Bar: "≤ 300",
            Reached: seconds <= 300);
    }
}
