using System.Diagnostics;
using Kale.Bench.Harness;
using Kale.Bundles;
using Kale.Encoding;

namespace Kale.Bench.Benchmarks;

/// <summary>
/// How long a gate takes on a large collection while it is searched, and what searches notice. Settings:
/// <c>--passages 100000</c>, <c>--share 0.5</c> of what eight callers get, <c>--rounds 3</c>, <c>--keep DIRECTORY</c>
/// for the collection.
/// </summary>
internal sealed class GateUnderLoad : IBenchmark
{
    private const string Collection = "docs";
    private const string Reference = "minilm";
    private const int Callers = 8;
    private const double MostSeconds = 60;
    private const double MostRatio = 1.5;

    // Of the weights' own spread: another encoder, and as good.
    private const float Noise = 0.002f;

    private static readonly TimeSpan s_capacity = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_before = TimeSpan.FromSeconds(20);

    public string Name => "gate";

    public string Question => "How long does a gate take on 100,000 passages under load, and what do searches notice?";

    public async Task<Report> RunAsync(BenchOptions options)
    {
        var kept = options.Settings.GetValueOrDefault("keep");
        var directory = kept is null
            ? Directory.CreateTempSubdirectory("kale-bench-").FullName
            : Directory.CreateDirectory(kept).FullName;
        var demo = Path.Combine(directory, "demo");
        ChildProcess.Run("node", Path.Combine(Checkout.Root, "eng", "demo-corpora.mjs"), demo);
        var store = new BundleStore(Path.Combine(directory, "bundles"));
        DemoModel.PublishOnce(store, Reference);
        var reference = store.Find(Reference);
        var candidate = Candidate(store, reference);
        if (!Directory.Exists(Path.Combine(directory, "vectors")))
            await ManyPassages.WriteAsync(directory, demo, reference, Collection, options.Count("passages", 100_000));
        var rounds = new List<Round>();
        using (var suite = new Suite(directory, Reference))
        {
            var gate = new Gatekeeper(suite.Channel, "default");
            await gate.OpenAsync(reference.Id);
            var load = new SearchLoad(suite.Channel, Collection, [.. Corpus.Queries(demo, "test")]);
            await load.CapacityAsync(Callers, s_capacity);
            var rate = options.Number("share", 0.5) * await load.CapacityAsync(Callers, s_capacity);
            for (var round = 0; round < options.Count("rounds", 3); round++)
            {
                rounds.Add(await MeasureAsync(load, rate, gate, candidate.Id));
                Console.Error.WriteLine(rounds[^1]);
            }
        }

        if (kept is null)
            Directory.Delete(directory, recursive: true);
        return Judge(rounds, options.Number("share", 0.5));
    }

    private static async Task<Round> MeasureAsync(SearchLoad load, double rate, Gatekeeper gate, string candidate)
    {
        var before = await load.RunAsync(rate, Task.Delay(s_before));
        var (start, loaded, seconds, verdict) = (Stopwatch.GetTimestamp(), 0L, 0.0, "");
        async Task JudgeAsync()
        {
            var ready = gate.ReadyAsync(candidate);
            var (report, time) = await gate.JudgeAsync(candidate);
            (loaded, seconds, verdict) = (await ready, time.TotalSeconds, report.Summary);
        }

        var during = await load.RunAsync(rate, JudgeAsync());
        return new Round(
            rate, Stopwatch.GetElapsedTime(start, loaded).TotalSeconds, seconds, verdict, before,
            [.. during.Where(time => time.Due < loaded)], [.. during.Where(time => time.Due >= loaded)]);
    }

    private static Report Judge(List<Round> rounds, double share)
    {
        var (before, loading, gate) = (
            rounds.SelectMany(round => round.Before).ToList(), rounds.SelectMany(round => round.Loading).ToList(),
            rounds.SelectMany(round => round.Gate).ToList());
        var (calm, ratio) = (P(before, 0.99), P([.. loading, .. gate], 0.99) / P(before, 0.99));
        var longest = rounds.Max(round => round.Seconds);
        var failed = rounds.Sum(round => round.Failed);
        return new Report(
            [
                new Row(
                    "seconds of a gate, loading included, median and longest",
                    $"{Median.Of(rounds.Select(round => round.Seconds)):0} and {longest:0}", "", null,
                    $"≤ {MostSeconds:0}", longest <= MostSeconds),
                new Row("of these, loading", $"{Median.Of(rounds.Select(round => round.Loaded)):0.0}"),
                new Row(
                    "p99 of searches from staging to verdict; before, ms",
                    $"{P([.. loading, .. gate], 0.99):0.0}", $"{calm:0.0}", ratio, $"≤ {MostRatio} ×",
                    ratio <= MostRatio),
                new Row("while the candidate is loaded", $"{P(loading, 0.99):0.0}", $"{calm:0.0}",
                    P(loading, 0.99) / calm),
                new Row("while it is judged", $"{P(gate, 0.99):0.0}", $"{calm:0.0}", P(gate, 0.99) / calm),
                new Row(
                    "p50 of searches from staging to verdict; before, ms",
                    $"{P([.. loading, .. gate], 0.5):0.0}", $"{P(before, 0.5):0.0}",
                    P([.. loading, .. gate], 0.5) / P(before, 0.5)),
                new Row("searches that failed", $"{failed}", "", null, "0", failed == 0),
            ],
            Notes(rounds, share));
    }

    private static string Notes(List<Round> rounds, double share) =>
        $"`kale serve` with MiniLM, no cache, one collection; an open loop of {rounds[0].Rate:0} searches a second "
        + $"({share:P0} of what {Callers} callers get) on the same {Environment.ProcessorCount} cores, timed from when "
        + $"each was due; {rounds.Count} rounds of {s_before.TotalSeconds:0} s before and then a gate. The candidate "
        + "has as many layers as the active encoder. "
        + $"{rounds.Sum(round => round.Loading.Count + round.Gate.Count):N0} searches from staging to verdict. "
        + $"Verdicts: {string.Join("; ", rounds.Select(round => round.Verdict).Distinct())}";

    private static double P(IReadOnlyCollection<SearchTime> times, double share) =>
        Median.Percentile(times.Select(time => time.Milliseconds), share);

    private static Bundle Candidate(BundleStore store, Bundle reference)
    {
        var (model, random) = (reference.LoadModel(), new Random(7));
        var weights = model.Weights.Names.Select(name => model.Weights[name]).Select(tensor =>
        {
            var spread = MathF.Sqrt(tensor.Data.Average(value => value * value));
            float[] data =
                [.. tensor.Data.Select(value => value + (Noise * spread * ((random.NextSingle() * 2) - 1)))];
            return new Tensor(tensor.Name, tensor.Shape, data);
        });
        return BundlePublisher.Publish(
            model with { Weights = new TensorSet(weights) }, reference.Manifest.Space, store, "candidate",
            new PublishOptions
            {
                Provenance = new Provenance { Source = "for a benchmark", Created = DateTimeOffset.UnixEpoch },
                ReferenceProbes = reference.Probes,
            });
    }

    /// <param name="Rate">Searches a second.</param>
    /// <param name="Loaded">Seconds from staging until a replica had the candidate ready.</param>
    /// <param name="Seconds">From staging to the verdict.</param>
    /// <param name="Verdict">Of the report.</param>
    /// <param name="Before">Searches with nothing staged.</param>
    /// <param name="Loading">While the candidate was loaded.</param>
    /// <param name="Gate">While it was judged.</param>
    private sealed record Round(
        double Rate, double Loaded, double Seconds, string Verdict, IReadOnlyCollection<SearchTime> Before,
        IReadOnlyCollection<SearchTime> Loading, IReadOnlyCollection<SearchTime> Gate)
    {
        public int Failed => Before.Concat(Loading).Concat(Gate).Count(time => time.Failed);

        public override string ToString() =>
            $"{Rate:0.0}/s; loaded in {Loaded:0.0} s, judged after {Seconds:0.0} s; p50 and p99 before "
            + $"{P(Before, 0.5):0.0} {P(Before, 0.99):0.0}, loading {P(Loading, 0.5):0.0} {P(Loading, 0.99):0.0}, "
            + $"gate {P(Gate, 0.5):0.0} {P(Gate, 0.99):0.0} ms; {Verdict}";
    }
}
