using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Grpc.Core;
using Kale.Bench.Harness;

namespace Kale.Bench.Overloading;

/// <summary>Callers in a process of their own; it prints its report as JSON.</summary>
internal sealed class LoadProcess : IDisposable
{
    public const string Word = "--load";

    private const double WarmUp = 1;
    private const double Calm = 3;
    private const double Recovered = 0.95;
    private const int MostInFlight = 50_000;

    private readonly LoadPlan _plan;
    private readonly LoadCaller _caller;
    private readonly byte[][] _frames;

    private LoadProcess(LoadPlan plan)
    {
        (_plan, _caller) = (plan, new LoadCaller(plan));
        _frames = [.. File.ReadLines(plan.Messages).Select(line => LoadCaller.Frame(Convert.FromBase64String(line)))];
    }

    /// <summary>Starts such a process and waits for its report.</summary>
    public static Task<LoadReport> StartAsync(LoadPlan plan) => Task.Run(() =>
        JsonSerializer.Deserialize<LoadReport>(ChildProcess.RunJson(
            "dotnet", typeof(LoadProcess).Assembly.Location, Word, JsonSerializer.Serialize(plan)))!);

    /// <summary>Is such a process.</summary>
    public static async Task<int> RunAsync(string plan)
    {
        using var load = new LoadProcess(JsonSerializer.Deserialize<LoadPlan>(plan)!);
        Console.WriteLine(JsonSerializer.Serialize(
            load._plan.Callers > 0 ? await load.ClosedAsync() : await load.OpenAsync()));
        return 0;
    }

    public void Dispose() => _caller.Dispose();

    private async Task<LoadReport> ClosedAsync()
    {
        var (calls, start) = (new ConcurrentBag<Call>(), Stopwatch.GetTimestamp());
        var spending = SpendAsync();
        await Task.WhenAll(Enumerable.Range(0, _plan.Callers).Select(async caller =>
        {
            for (var i = caller; Since(start) < _plan.Seconds; i += _plan.Callers)
            {
                calls.Add(await CallAsync(i, Since(start), start));
            }
        }));
        return Report([.. calls], recovery: 0, await spending);
    }

    private async Task<LoadReport> OpenAsync()
    {
        var spending = SpendAsync();
        var calls = await SendAsync(_plan.Rate, _plan.Seconds);
        var calm = await SendAsync(_plan.CalmRate, Calm);
        return Report(calls, Recovery([.. calm.OrderBy(call => call.Due)]), await spending);
    }

    /// <summary>Processor time of the server and of this process between warm-up and end.</summary>
    private async Task<(double Server, double Load)> SpendAsync()
    {
        using var server = Process.GetProcessById(_plan.Server);
        using var load = Process.GetCurrentProcess();
        await Task.Delay(TimeSpan.FromSeconds(WarmUp));
        var before = (Server: Spent(server), Load: Spent(load));
        await Task.Delay(TimeSpan.FromSeconds(_plan.Seconds - WarmUp));
        return (Spent(server) - before.Server, Spent(load) - before.Load);
    }

    private static double Spent(Process process)
    {
        process.Refresh();
        return process.TotalProcessorTime.TotalSeconds;
    }

    /// <summary>When, of what came from then on, almost all was answered.</summary>
    private double Recovery(IReadOnlyList<Call> calm)
    {
        var (recovered, answered) = (Calm, 0);
        for (var i = calm.Count - 1; i >= 0; i--)
        {
            answered += IsAnswered(calm[i]) ? 1 : 0;
            if (answered >= Recovered * (calm.Count - i)) { recovered = calm[i].Due; }
        }
        return recovered;
    }

    private bool IsAnswered(Call call) => call.Answer.Status == StatusCode.OK && call.Seconds <= _plan.Deadline;

    /// <summary>At the rate, for the time.</summary>
    private async Task<IReadOnlyList<Call>> SendAsync(double rate, double seconds)
    {
        var (sent, start) = (new List<Task<Call>>(), Stopwatch.GetTimestamp());
        var inFlight = 0;
        while (Since(start) < seconds)
        {
            var due = (int)(Since(start) * rate);
            while (sent.Count < due && Volatile.Read(ref inFlight) < MostInFlight)
            {
                Interlocked.Increment(ref inFlight);
                sent.Add(CountedAsync(sent.Count, sent.Count / rate));
            }
            await Task.Delay(1);
        }
        return await Task.WhenAll(sent);

        async Task<Call> CountedAsync(int number, double due)
        {
            var call = await CallAsync(number, due, start);
            Interlocked.Decrement(ref inFlight);
            return call;
        }
    }

    private async Task<Call> CallAsync(int number, double due, long start)
    {
        var begun = Since(start);
        var answer = await _caller.CallAsync(_frames[number % _frames.Length]);
        return new Call(due, begun, Since(start), answer);
    }

    private LoadReport Report(IReadOnlyList<Call> all, double recovery, (double Server, double Load) spent)
    {
        var calls = all.Where(call => call.Due >= WarmUp).ToList();
        var refused = calls.Where(call => call.Answer.Status == StatusCode.ResourceExhausted).ToList();
        var let = calls.Where(call => call.Answer.Status is StatusCode.OK or StatusCode.DeadlineExceeded).ToList();
        var answered = calls.Count(IsAnswered);
        double[] retries = [.. refused.Select(call => call.Answer.Retry).OfType<double>()];
        return new LoadReport(
            all.Count,
            answered / (_plan.Seconds - WarmUp),
            Percentile(let.Select(call => call.Seconds), 0.99),
            refused.Count,
            Percentile(refused.Select(call => call.Seconds), 0.5),
            refused.Count == 0 ? 1 : (double)retries.Length / refused.Count,
            Percentile(retries, 0.1),
            Percentile(retries, 0.9),
            calls.Count(call => call.Answer.Status == StatusCode.DeadlineExceeded),
            calls.Except(let).Except(refused).GroupBy(call => call.Answer.Failure ?? $"{call.Answer.Status}")
                .ToDictionary(group => group.Key, group => group.Count()),
            _caller.Cut,
            recovery,
            spent.Server / Math.Max(1, answered),
            spent.Load / Math.Max(1, answered),
            Percentile(calls.Select(call => call.Begun - call.Due), 0.99));
    }

    private static double Percentile(IEnumerable<double> values, double share)
    {
        var known = values.ToList();
        return known.Count == 0 ? 0 : Median.Percentile(known, share);
    }

    private static double Since(long start) => Stopwatch.GetElapsedTime(start).TotalSeconds;

    /// <param name="Due">When it should begin, in seconds from the start.</param>
    /// <param name="Begun">When it did.</param>
    /// <param name="Ended">When its caller knew how it ended.</param>
    /// <param name="Answer">How it ended.</param>
    private readonly record struct Call(double Due, double Begun, double Ended, Answer Answer)
    {
        public double Seconds => Ended - Due;
    }
}
