using System.Globalization;
using Kale.Bench.Harness;

namespace Kale.Bench.Benchmarks;

/// <summary>The default loss at several learning rates, judged by held-out texts: test queries have no say in defaults.</summary>
internal sealed class Rates : IBenchmark
{
    private static readonly double[] s_rates = [5e-4, 1e-3, 2e-3];

    public string Name => "rates";

    public string Question => "At which learning rate does an alignment of two layers by cosine agree best with its teacher on held-out texts?";

    // --steps 400
    public async Task<Report> RunAsync(BenchOptions options)
    {
        _ = options.DataSet("scifact");
        var steps = options.Count("steps", 400);
        await using var trainer = await TrainerHost.StartAsync(options);
        var rows = new List<Row>();
        foreach (var (i, rate) in s_rates.Index())
        {
            var overlap = await trainer.HeldOutOverlapAsync($"{Name}-{i}", AlignmentJobs.Align("scifact", AlignmentJobs.Loss("cosine"), rate, (uint)steps, seed: 1));
            rows.Add(new Row(string.Create(CultureInfo.InvariantCulture, $"rate {rate:0.####}, held-out overlap@10 with the teacher"), $"{overlap:0.000}"));
        }
        return new Report(rows, $"Two layers [0, 5] of MiniLM-L6 on texts of SciFact, {steps} steps of 64 texts, linear decay after 30 steps of warm-up. One seed.");
    }
}
