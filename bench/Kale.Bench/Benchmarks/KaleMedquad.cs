using Kale.Bench.Harness;

namespace Kale.Bench.Benchmarks;

/// <summary>The defaults of alignment on data that they were not tuned on: MedQuAD's questions and answers.</summary>
internal sealed class KaleMedquad : IBenchmark
{
    private static readonly (string Plan, uint Layers)[] s_students = [("even", 3), ("wang-lyu", 2), ("wang-lyu", 1)];

    public string Name => "kale-medquad";

    public string Question => "How much of MiniLM-L6's retrieval do aligned students of 3, 2 and 1 layers keep on MedQuAD, which the defaults were not tuned on?";

    public async Task<Report> RunAsync(BenchOptions options)
    {
        _ = options.DataSet("medquad");
        await using var trainer = await TrainerHost.StartAsync(options);
        var spec = AlignmentJobs.Sweep("medquad", s_students.Select(student => AlignmentJobs.Plan(student.Plan, student.Layers)), [], withoutTitles: true);
        var table = new JobReport(await trainer.RunAsync(Name, spec)).Table("Students");
        return new Report(
            [.. AlignmentRows.Teacher(table), .. s_students.SelectMany(student => AlignmentRows.Student(table, $"{student.Plan}-{student.Layers}"))],
            AlignmentRows.Notes + " Passages are answers alone, without the title.");
    }
}
