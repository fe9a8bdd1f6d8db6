using System.Globalization;
using Kale.Bench.Harness;
using Kale.V1;
using static Kale.Bench.Harness.JobReport;

namespace Kale.Bench.Benchmarks;

/// <summary>
/// The alignment losses side by side: two layers, SciFact, three seeds, each loss at a rate that suits it.
/// </summary>
internal sealed class Losses : IBenchmark
{
    private static readonly ulong[] s_seeds = [1, 2, 3];
    private static readonly double[] s_rates = [3e-4, 5e-4, 1e-3, 2e-3];
    private const uint TuningSteps = 150;
    private const uint Steps = 400;

    private static readonly (string Label, LossTerm Loss)[] s_losses =
    [
        ("KL(student ‖ teacher), T = 1: the paper", AlignmentJobs.Loss("kl-reverse")),
        ("KL(teacher ‖ student), T = 10: its code", AlignmentJobs.Loss("kl", temperature: 10)),
        ("MSE", AlignmentJobs.Loss("mse")),
        ("cosine", AlignmentJobs.Loss("cosine")),
    ];

    public string Name => "losses";

    public string Question =>
        "Which loss should an alignment use by default: KL as in the KALE paper, KL as in its code, MSE or cosine?";

    public async Task<Report> RunAsync(BenchOptions options)
    {
        _ = options.DataSet("scifact");
        await using var trainer = await TrainerHost.StartAsync(options);
        var rows = new List<Row>();
        foreach (var (i, (label, loss)) in s_losses.Index())
        {
            var rate = await TuneAsync(trainer, $"{Name}-{i}", loss);
            var results = new List<(double Ndcg, double Kept, double Overlap)>();
            foreach (var seed in s_seeds)
            {
                results.Add(await AlignAsync(trainer, $"{Name}-{i}-seed-{seed}", loss, rate, seed));
            }
            rows.Add(new Row(
                $"{label}, overlap@10 with the teacher",
                Interval(results.Select(result => result.Overlap), "0.000"),
                $"rate {rate:0.####}"));
            rows.Add(new Row($"{label}, nDCG@10 kept, %", Interval(results.Select(result => result.Kept), "0.0")));
        }

        return new Report(
            rows,
            $"Two layers [0, 5] of MiniLM-L6; {Steps} steps of 64 texts for each run; "
                + $"the mean of {s_seeds.Length} seeds with its 95 % interval "
                + "(Student's t), seeds draw texts, order and held-out texts anew. The rate is the best of "
                + $"{string.Join(", ", s_rates.Select(rate => rate.ToString("0.####", CultureInfo.InvariantCulture)))} "
                + $"by held-out overlap after {TuningSteps} steps, not by the test queries.");
    }

    /// <summary>The rate with the best overlap on held-out texts.</summary>
    private static async Task<double> TuneAsync(TrainerHost trainer, string id, LossTerm loss)
    {
        var results = new List<(double Rate, double Overlap)>();
        foreach (var (i, rate) in s_rates.Index())
        {
            results.Add((
                rate,
                await trainer.HeldOutOverlapAsync(
                    $"{id}-rate-{i}", AlignmentJobs.Align("scifact", loss, rate, TuningSteps, s_seeds[0]))));
        }

        return results.MaxBy(result => result.Overlap).Rate;
    }

    private static async Task<(double Ndcg, double Kept, double Overlap)> AlignAsync(
        TrainerHost trainer, string id, LossTerm loss, double rate, ulong seed)
    {
        var row = new JobReport(await trainer.RunAsync(id, Spec(loss, rate, seed, Steps)))
            .Table("Students")["wang-lyu-2"];
        return (Value(row, "ndcg@10"), Value(row, "kept, %"), Value(row, "overlap@10"));
    }

    private static JobSpec Spec(LossTerm loss, double rate, ulong seed, uint steps)
    {
        var spec = AlignmentJobs.Sweep("scifact", [AlignmentJobs.Plan("wang-lyu", 2)], [loss], seed).Within(steps);
        spec.SweepAlignment.Alignment.Optimization.LearningRate = rate;
        return spec;
    }

    // Student's t for three values: two degrees of freedom.
    private static string Interval(IEnumerable<double> values, string format)
    {
        const double T = 4.303;
        var all = values.ToList();
        var (mean, count) = (all.Average(), all.Count);
        var half = T * Math.Sqrt(all.Sum(value => (value - mean) * (value - mean)) / (count - 1) / count);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{mean.ToString(format, CultureInfo.InvariantCulture)} ± "
                + $"{half.ToString(format, CultureInfo.InvariantCulture)}");
    }
}
