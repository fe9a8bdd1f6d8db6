using Kale.Bench.Harness;
using Kale.Retrieval.Metrics;
using Kale.Trainer.Data;
using Kale.V1;

namespace Kale.Bench.Benchmarks;

/// <summary>DE-2 CE and its controls against the 6-layer dual encoder, all trained the same on MedQuAD.</summary>
internal sealed class InfuseMedQuad : IBenchmark
{
    private const string Metric = "hits@10";
    private const string Six = "six";
    private const string Infused = "DE-2 CE: first layer from the cross encoder";
    private const string Copied = "both layers from the dual encoder, [0,5]";
    private const string Aligned = "DE-2 CE, then aligned to the 6-layer encoder, queries and documents";
    private const string AlignedQueries =
        "DE-2 CE, then aligned to the 6-layer encoder, queries alone: documents by the 6-layer encoder";
    private const uint Layers = 2;

    private static readonly (string Name, InfuseDualEncoder Start)[] s_starts =
    [
        (Infused, new() { CrossEncoder = MedQuad.Cross, Layers = Layers }),
        ("first layer from the dual encoder", new() { Start = "dual-encoder", Layers = Layers }),
        (Copied, new() { Start = "dual-encoder", Keep = { 0, 5 } }),
        ("fresh layers", new() { Start = "fresh", Layers = Layers }),
    ];

    private static readonly (string Start, string Both, string Queries)[] s_alignments =
    [
        (Infused, Aligned, AlignedQueries),
        (
            Copied,
            "[0,5], then aligned to the 6-layer encoder, queries and documents",
            "[0,5], then aligned to the 6-layer encoder, queries alone: documents by the 6-layer encoder"),
    ];

    public string Name => "infuse-medquad";

    public string Question =>
        "Which start makes the best 2-layer dual encoder on MedQuAD, "
        + "and what does it keep of 6 layers trained the same?";

    // --steps 150 --align-steps 700 --seeds 3 --queries 1400 --documents 3000, and those of MedQuad
    public async Task<Report> RunAsync(BenchOptions options)
    {
        var seeds = options.Count("seeds", 3);
        var budget = new Budget(options.Count("steps", 150), options.Count("align-steps", 700));
        await using var medquad = await MedQuad.StartAsync(
            options, options.Count("queries", 1_400), options.Count("documents", 3_000));
        await medquad.TrainTwinsAsync();
        var data = medquad.Measured.Read(medquad.TestSet);
        var six = new List<Scores>();
        string[] names =
        [
            .. s_starts.Select(start => start.Name),
            .. s_alignments.SelectMany(alignment => new[] { alignment.Both, alignment.Queries }),
        ];
        var two = names.ToDictionary(name => name, _ => new List<Scores>());
        for (var seed = 1; seed <= seeds; seed++)
        {
            await medquad.TrainDualAsync($"{Six}-{seed}", MedQuad.Steps(budget.Steps), (ulong)seed);
            six.Add(medquad.Measured.Score($"{Six}-{seed}", data));
            foreach (var (name, scores) in await StartsAsync(medquad, data, budget, seed)) { two[name].Add(scores); }
        }
        List<Row> rows =
        [
            new("6-layer dual encoder: Hits@10, MRR@10", Figures(six)),
            .. two.Select(start => Row(start.Key, start.Value, six)),
            .. Bars(two, six),
        ];
        return new Report(rows, Notes(data, two, six, budget, medquad.Tokens));
    }

    private static async Task<List<(string Name, Scores Scores)>> StartsAsync(
        MedQuad medquad, RetrievalData data, Budget budget, int seed)
    {
        var all = new List<(string, Scores)>();
        foreach (var (i, (name, start)) in s_starts.Index())
        {
            await medquad.InfuseAsync($"start-{i}-{seed}", MedQuad.Steps(budget.Steps), start, (ulong)seed);
            all.Add((name, medquad.Measured.Score($"start-{i}-{seed}", data)));
        }
        foreach (var (start, both, queries) in s_alignments)
        {
            var (at, six) = (Array.FindIndex(s_starts, entry => entry.Name == start), $"{Six}-{seed}");
            var aligned = $"aligned-{budget.AlignSteps}-{at}-{seed}";
            await medquad.AlignAsync(
                aligned, MedQuad.Steps(budget.AlignSteps), $"start-{at}-{seed}", six, Layers, (ulong)seed);
            all.Add((both, medquad.Measured.Score(aligned, data)));
            all.Add((queries, medquad.Measured.Score(aligned, data, documentsBy: six)));
        }
        return all;
    }

    private static Row Row(string name, List<Scores> scores, List<Scores> six) => new(
        name,
        $"{Figures(scores)}; Hits@10 {Measured.Text(Measured.Difference(scores, six, Metric))}",
        Figures(six),
        Measured.Mean(scores, Metric) / Measured.Mean(six, Metric));

    private static IEnumerable<Row> Bars(Dictionary<string, List<Scores>> two, List<Scores> six)
    {
        double Kept(string name) => Measured.Mean(two[name], Metric) / Measured.Mean(six, Metric);
        Row Bar(string what, string name, double bar) => new(
            $"{what}: {name}", $"{Kept(name):0.000} of Hits@10", Bar: $"≥ {bar:0.00}", Reached: Kept(name) >= bar);
        yield return Bar(
            "best 2-layer encoder of queries and documents",
            s_starts
                .Select(start => start.Name)
                .Concat(s_alignments.Select(alignment => alignment.Both))
                .MaxBy(Kept)!,
            0.98);
        yield return Bar("DE-2 CE", new[] { Infused, Aligned, AlignedQueries }.MaxBy(Kept)!, 0.97);
    }

    private static string Figures(List<Scores> scores) =>
        $"{Measured.Mean(scores, Metric):0.0000}, {Measured.Mean(scores, "mrr@10"):0.0000}{Seeds(scores)}";

    private static string Seeds(List<Scores> scores)
    {
        var hits = scores.Select(seed => seed.Means[Metric]).ToList();
        return hits.Count > 1 ? $" (Hits@10 by seed {hits.Min():0.000} to {hits.Max():0.000})" : "";
    }

    private static string Notes(
        RetrievalData data, Dictionary<string, List<Scores>> two, List<Scores> six, Budget budget, int tokens)
    {
        var starts = s_starts
            .Select(start => start.Name)
            .OrderByDescending(name => Measured.Mean(two[name], Metric))
            .ToList();
        var rivals = starts
            .Skip(1)
            .Where(name => Measured.Difference(two[starts[0]], two[name], Metric).Low <= 0)
            .ToList();
        return $"{data.Queries.Count:N0} test queries in {data.Documents.Count:N0} documents without titles, "
            + $"{tokens} tokens; {budget.Steps} steps of 32 queries each, {six.Count} seeds; "
            + $"alignments {budget.AlignSteps} steps of 64 texts. Figures are means over seeds, "
            + "intervals 95 % by paired bootstrap over queries, each query's score being its mean over the seeds. "
            + $"Here the best start is: {starts[0]}"
            + (rivals.Count > 0
                ? $"; not told apart from it: {string.Join("; ", rivals)}."
                : ", and the interval of its difference from each other start excludes 0.")
            + " The backbone is a sentence encoder already; the paper's was a plain pretrained model.";
    }

    private sealed record Budget(int Steps, int AlignSteps);
}
