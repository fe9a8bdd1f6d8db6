using Kale.Bench.Harness;

namespace Kale.Bench.Benchmarks;

/// <summary>The defaults of alignment on data that they were not tuned on: MedQuAD's questions and answers.</summary>
internal sealed class KaleMedquad : IBenchmark
{
    private static readonly (string Plan, uint Layers)[] s_students = [("even", 3), ("wang-lyu", 2), ("wang-lyu", 1)];

    public string Name => "kale-medquad";

    public string Question =>
        "How much of MiniLM-L6's retrieval do aligned students of 3, 2 and 1 layers keep on MedQuAD, "
        + "which the defaults were not tuned on?";

    // --queries 1400 --documents 5265 --steps 0: as many as the default time allows
    public async Task<Report> RunAsync(BenchOptions options)
    {
        var directory = Directory.CreateTempSubdirectory("kale-bench-data-").FullName;
        var parts = new SampledBeir(options.DataSet("medquad"), directory);
        var queries = parts.Write(
            "medquad", "test", options.Count("queries", 1_400), options.Count("documents", 5_265), seed: 2);
        parts.CopySplit("medquad", "train");
        await using var trainer = await TrainerHost.StartAsync(options with { Data = directory });
        var spec = AlignmentJobs.Sweep(
            "medquad",
            s_students.Select(student => AlignmentJobs.Plan(student.Plan, student.Layers)),
            [],
            withoutTitles: true);
        if (options.Count("steps", 0) is > 0 and var steps) { spec = spec.Within((uint)steps); }
        var table = new JobReport(await trainer.RunAsync(Name, spec)).Table("Students");
        Directory.Delete(directory, recursive: true);
        return new Report(
            [
                .. AlignmentRows.Teacher(table),
                .. s_students.SelectMany(student => AlignmentRows.Student(table, $"{student.Plan}-{student.Layers}")),
            ],
            AlignmentRows.Notes
                + $" {queries:N0} test queries in {options.Count("documents", 5_265):N0} answers without their titles."
                + (options.Count("steps", 0) is > 0 and var bound ? $" {bound} steps for each student." : ""));
    }
}
