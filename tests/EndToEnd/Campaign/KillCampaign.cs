using System.Diagnostics;
using System.Globalization;

namespace Kale.EndToEnd.Tests.Campaign;

/// <summary>How long a campaign is.</summary>
/// <param name="Kills">At most so many.</param>
/// <param name="Time">No kill after so long.</param>
/// <param name="Seed">Of the moments of killing.</param>
internal sealed record CampaignLength(int Kills, TimeSpan Time, int Seed = 1);

/// <summary>
/// Kills one process after the other while everything is asked of the suite at once, and holds what was promised
/// against what is there. Every second death comes while who died before is starting still.
/// </summary>
/// <param name="suite">Whose processes die.</param>
/// <param name="elsewhere">Where the bundles that are uploaded lie.</param>
/// <param name="tell">Told of each death.</param>
internal sealed class KillCampaign(CampaignSuite suite, string elsewhere, Action<string>? tell = null)
{
    private static readonly TimeSpan s_longestLife = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_promotion = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_gate = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);
    private const int BetweenPromotions = 6;
    private const int Quick = 4; // loads whose work is done in a moment
    private readonly Dictionary<string, List<double>> _recoveries = [];

    public Findings Findings { get; } = new();

    public IReadOnlyList<Load> Loads { get; private set; } = [];

    public int Kills { get; private set; }

    public async Task RunAsync(CampaignLength length)
    {
        var (index, routes) = (new IndexLoad(suite, Findings), new RouteLoad(suite, Findings));
        Loads =
        [
            index, new SearchCalls(suite, Findings), new BuildLoad(suite, Findings),
            new UploadLoad(suite, Findings, elsewhere), routes, new TrainLoad(suite, Findings),
        ];
        await routes.CreateAsync();
        while (index.Done < IndexLoad.Kept)
            await index.OnceAsync();
        using var stop = new CancellationTokenSource();
        var working = Task.WhenAll(Loads.Select(load => Task.Run(() => load.RunAsync(stop.Token))));
        await UntilEverythingMovesAsync(Loads.Select(_ => 0).ToList());
        await KillAsync(length);
        await stop.CancelAsync();
        await working.WaitAsync(s_patience);
        foreach (var load in Loads)
            await load.VerifyAsync().WaitAsync(s_patience);
    }

    /// <summary>What was done, as lines of a table.</summary>
    public IEnumerable<string> Table()
    {
        yield return $"{suite.Name}: {Kills} kills, half of them during the start after the one before";
        yield return "";
        yield return "| killed, and left to start | times | seconds until all were served again, median | most |";
        yield return "|---|---|---|---|";
        foreach (var (victim, seconds) in _recoveries)
            yield return $"| {victim} | {seconds.Count} | {Text(Median(seconds))} | {Text(seconds.Max())} |";
        yield return "";
        yield return "| load | promises | calls that deaths ended |";
        yield return "|---|---|---|";
        foreach (var load in Loads)
        {
            var ended = load.Interruptions.OrderBy(pair => pair.Key).Select(pair => $"{pair.Value} {pair.Key}");
            yield return $"| {load.Name} | {load.Done}: {load.Summary} | {string.Join(", ", ended)} |";
        }

        yield return "";
        yield return $"promises broken: {Findings.All.Count}";
        foreach (var finding in Findings.All)
            yield return $"  {finding}";
    }

    private async Task KillAsync(CampaignLength length)
    {
        var (random, started) = (new Random(length.Seed), Stopwatch.GetTimestamp());
        for (var i = 0; i < length.Kills && Stopwatch.GetElapsedTime(started) < length.Time; i++)
        {
            var (name, process) = suite.Victims[i / 2 % suite.Victims.Count];
            await Task.Delay(random.NextDouble() * await LongestLifeAsync(i));
            process.Kill();
            var (died, before) = (Stopwatch.GetTimestamp(), Loads.Select(load => load.Done).ToList());
            await process.StartAsync();
            Kills++;
            if (i % 2 == 0 && i + 1 < length.Kills)
                continue;
            await UntilEverythingMovesAsync(before);
            var seconds = Stopwatch.GetElapsedTime(died).TotalSeconds;
            if (!_recoveries.TryGetValue(name, out var times))
                _recoveries[name] = times = [];
            times.Add(seconds);
            tell?.Invoke($"{Kills} kills; {name} was back after {Text(seconds)} s; {Findings.All.Count} findings");
        }
    }

    /// <summary>
    /// The gate takes longer than most live: some deaths wait for its word, and come with the promotion.
    /// </summary>
    private async Task<TimeSpan> LongestLifeAsync(int kill)
    {
        if (kill % BetweenPromotions != 0)
            return s_longestLife;
        var (routes, started) = (Loads.OfType<RouteLoad>().Single(), Stopwatch.GetTimestamp());
        for (var before = routes.Passed; routes.Passed == before;)
        {
            if (Stopwatch.GetElapsedTime(started) > s_gate)
                return s_longestLife;
            await Task.Delay(TimeSpan.FromMilliseconds(5));
        }

        return s_promotion;
    }

    /// <summary>Whoever asks for quick work is served again; the gate and jobs take their time.</summary>
    private async Task UntilEverythingMovesAsync(IReadOnlyList<int> before)
    {
        var started = Stopwatch.GetTimestamp();
        while (Loads.Take(Quick).Zip(before).Any(pair => pair.First.Done <= pair.Second))
        {
            if (Stopwatch.GetElapsedTime(started) > s_patience)
            {
                Findings.Add("not served again: "
                    + string.Join(", ", Loads.Take(Quick).Zip(before).Where(pair => pair.First.Done <= pair.Second)
                        .Select(pair => pair.First.Name)));
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string Text(double seconds) => seconds.ToString("0.0", CultureInfo.InvariantCulture);
}
