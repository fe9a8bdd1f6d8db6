using Google.Protobuf;
using Kale.Bench.Harness;
using Kale.Bench.Overloading;
using Kale.Bundles;
using Kale.V1;

namespace Kale.Bench.Benchmarks;

/// <summary>
/// Goodput of Search and Encode beyond their capacity. Settings: <c>--seconds 8</c> of each load, <c>--callers 64</c>
/// of the closed loop, <c>--multiples 1.5,3,10</c>, <c>--deadlines 0.2,1,10</c>, <c>--methods search,encode</c>.
/// </summary>
internal sealed class Overload : IBenchmark
{
    private const string Collection = "docs";
    private const int Documents = 2_000;
    private const int Queries = 4_000;
    private const double MostSeconds = 60;
    private const double CalmShare = 0.5;

    private const double LeastGoodput = 0.85;
    private const double MostP99 = 1.3 * PromisedShare;
    private const double MostRefusal = 0.020;
    private const double MostHealth = 0.100;
    private const double MostRecovery = 1;

    /// <summary>What docs/operations.md promises to calls that are let in.</summary>
    private const double PromisedShare = 0.75;

    private static readonly double[] s_sharesOfCapacity = [0.6, 0.7, 0.8, 0.9, 1];

    private static readonly string[] s_words =
    [
        "protein", "gene", "cell", "immune", "cancer", "risk", "dose", "blood",
        "virus", "memory", "growth", "factor", "therapy", "clinical", "receptor", "mutation",
    ];

    public string Name => "overload";

    public string Question => "What do Search and Encode answer at 1.5, 3 and 10 times their capacity?";

    public async Task<Report> RunAsync(BenchOptions options)
    {
        var directory = Directory.CreateTempSubdirectory("kale-bench-").FullName;
        var bundle = DemoModel.Publish(new BundleStore(Path.Combine(directory, "bundles")), "minilm");
        var rows = new List<Row>();
        foreach (var method in List(options, "methods", "search,encode"))
        {
            using var suite = new Suite(directory, bundle.Manifest.Id);
            await PrepareAsync(suite);
            rows.AddRange(await MeasureAsync(suite, directory, method, options));
        }
        Directory.Delete(directory, recursive: true);
        return new Report(rows, Notes(options));
    }

    private static string Notes(BenchOptions options) =>
        $"`kale serve` with MiniLM, no cache, {Documents:N0} short documents; the load in a process of its own on the "
        + $"same {Environment.ProcessorCount} cores, over 4 HTTP/2 connections. Capacity: {Callers(options)} callers "
        + "in a closed loop on the same server, before and after each load, which is a multiple of the one before and "
        + "judged by the mean of both. The load is an open loop: each call is sent when it is due and timed from then, "
        + $"{Seconds(options):0} s of which the first is not counted, and after it half the capacity until 95 % of "
        + "what follows is answered (*recovered*). The most that an open loop is answered was sought at "
        + "0.6 to 1 × the capacity, with deadlines of 10 s. Ours is what was answered within the deadline "
        + $"a second. Reached: goodput ≥ {LeastGoodput} of capacity; p99 of the calls that were let in, those that "
        + $"came too late included, ≤ {MostP99:0.000} of the deadline (1.3 × the {PromisedShare} promised); the median "
        + "refusal ≤ 20 ms, each with a RetryInfo; health's p99 ≤ 100 ms; recovered within 1 s; no connection cut.";

    private static async Task PrepareAsync(Suite suite)
    {
        var random = new Random(7);
        await Indexing.IndexAsync(
            suite, Enumerable.Range(0, Documents).Select(i => ($"{i}", "", Text(random, i, 12))), Collection);
    }

    private static async Task<IEnumerable<Row>> MeasureAsync(
        Suite suite, string directory, string method, BenchOptions options)
    {
        var plan = Plan(suite, directory, method, options);
        await LoadProcess.StartAsync(plan);
        var (rows, before) = (new List<Row>(), await LoadProcess.StartAsync(plan));
        var open = Open(plan, before);
        var best = await BestOfOpenLoopAsync(open);
        rows.Add(new Row(
            $"{method}, the most that an open loop without overload is answered", $"{best:0}/s",
            $"{before.AnsweredPerSecond:0}/s", best / before.AnsweredPerSecond));
        foreach (var multiple in List(options, "multiples", "1.5,3,10").Select(double.Parse))
        {
            foreach (var deadline in List(options, "deadlines", "0.2,1,10").Select(double.Parse))
            {
                open = Open(plan, before) with { Rate = multiple * before.AnsweredPerSecond, Deadline = deadline };
                var probe = new HealthProbe(suite.Address, suite.Process);
                LoadReport seen;
                await using (probe) { seen = await LoadProcess.StartAsync(open); }
                var after = await LoadProcess.StartAsync(plan);
                var capacity = (before.AnsweredPerSecond + after.AnsweredPerSecond) / 2;
                rows.Add(Judge($"{method}, {multiple} ×, {deadline} s", open, seen, probe, capacity));
                rows.Add(OfOpenLoop(seen, best));
                rows.Add(Spent(before, after, seen));
                Console.Error.WriteLine(string.Join('\n', rows[^3..]));
                before = after;
            }
        }
        return rows;
    }

    private static LoadPlan Open(LoadPlan plan, LoadReport capacity) => plan with
    {
        Callers = 0,
        Rate = capacity.AnsweredPerSecond,
        CalmRate = CalmShare * capacity.AnsweredPerSecond,
    };

    /// <summary>Calls that come one by one cost server and load more than those of callers that wait.</summary>
    private static async Task<double> BestOfOpenLoopAsync(LoadPlan capacity)
    {
        var best = 0.0;
        foreach (var share in s_sharesOfCapacity)
        {
            var seen = await LoadProcess.StartAsync(capacity with { Rate = share * capacity.Rate });
            best = Math.Max(best, seen.AnsweredPerSecond);
        }
        return best;
    }

    private static Row OfOpenLoop(LoadReport seen, double best) => new(
        "of the most that an open loop is answered", $"{seen.AnsweredPerSecond:0}/s", $"{best:0}/s",
        seen.AnsweredPerSecond / best);

    private static Row Judge(string what, LoadPlan plan, LoadReport seen, HealthProbe probe, double capacity)
    {
        var goodput = seen.AnsweredPerSecond / capacity;
        var reached = goodput >= LeastGoodput && seen.P99 <= MostP99 * plan.Deadline && seen.RefusalP50 <= MostRefusal
            && seen.WithRetry == 1 && probe.P99 <= MostHealth && probe.Failed == 0 && seen.Recovery <= MostRecovery
            && seen.Cut == 0;
        return new Row(
            what, Text(seen, probe), $"{capacity:0}/s", goodput, $"≥ {LeastGoodput} × and the rest", reached);
    }

    /// <summary>What an answer costs on a machine that has nothing else to do, when many are refused for it.</summary>
    private static Row Spent(LoadReport before, LoadReport after, LoadReport seen)
    {
        var (server, load) = (
            (before.ServersPart + after.ServersPart) / 2, (before.LoadsPart + after.LoadsPart) / 2);
        return new Row(
            "processor ms an answer, in the server and in the load",
            $"{seen.ServersPart * 1e3:0.00} and {seen.LoadsPart * 1e3:0.00}",
            $"{server * 1e3:0.00} and {load * 1e3:0.00}",
            (server + load) / (seen.ServersPart + seen.LoadsPart));
    }

    private static string Text(LoadReport seen, HealthProbe probe) =>
        $"{seen.AnsweredPerSecond:0}/s of {seen.Sent:N0} sent; p99 {seen.P99 * 1e3:0} ms, {seen.Late:N0} late; "
        + $"refusals' p50 {seen.RefusalP50 * 1e3:0.0} ms, {seen.WithRetry:P0} with RetryInfo of {seen.RetryFrom:0.00} "
        + $"to {seen.RetryTo:0.00} s; health's p99 {probe.P99 * 1e3:0} ms; recovered {seen.Recovery:0.00} s; "
        + $"{probe.MaxMegabytes:0} MB; cut {seen.Cut}; lag {seen.Lag * 1e3:0} ms"
        + string.Concat(seen.Failed.Select(failed => $"; {failed.Key}: {failed.Value}"));

    private static LoadPlan Plan(Suite suite, string directory, string method, BenchOptions options)
    {
        var random = new Random(11);
        var messages = Path.Combine(directory, $"{method}.txt");
        var isSearch = method == "search";
        File.WriteAllLines(messages, Enumerable.Range(0, Queries)
            .Select(i => Text(random, i, 4 + random.Next(6)))
            .Select(query => isSearch
                ? new SearchRequest { Query = query, Collection = Collection }.ToByteArray()
                : new EncodeRequest { Texts = { query } }.ToByteArray())
            .Select(Convert.ToBase64String));
        return new LoadPlan(
            suite.Address, suite.Process.Id, isSearch ? "/kale.v1.Search/Search" : "/kale.v1.QueryEncoding/Encode",
            messages, Callers(options), 0, 10, Seconds(options), 0);
    }

    private static double Seconds(BenchOptions options) => Math.Min(options.Number("seconds", 8), MostSeconds);

    private static int Callers(BenchOptions options) => options.Count("callers", 64);

    private static string[] List(BenchOptions options, string name, string otherwise) =>
        options.Settings.GetValueOrDefault(name, otherwise).Split(',');

    private static string Text(Random random, int number, int words) => $"{number} " + string.Join(
        ' ', Enumerable.Range(0, words).Select(_ => s_words[random.Next(s_words.Length)]));
}
