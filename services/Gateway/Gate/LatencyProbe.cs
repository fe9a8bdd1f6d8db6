using Kale.Gateway.Peers;
using Kale.Gateway.Traffic;
using Kale.Rollouts.Judging;
using Kale.Rollouts.Reports;
using Kale.Rollouts.Routes;
using Truncation = Kale.V1.Truncation;

namespace Kale.Gateway.Gate;

/// <summary>
/// Times single queries on both encoders in turn, in several rounds. Of each encoder the best round's p95 counts: what
/// else the machine does makes rounds slower, never faster.
/// </summary>
internal sealed class LatencyProbe(QueryEncoderClient encoder, TimeProvider time)
{
    private const int Rounds = 4;
    private const int WarmUp = 3;
    private const int Samples = 20;

    public async Task<RolloutCheck> RunAsync(
        RoutePolicy policy, GatePair bundles, IReadOnlyList<string> texts, CancellationToken cancellation)
    {
        var (active, candidate) = (new List<TimeSpan>(Rounds), new List<TimeSpan>(Rounds));
        for (var round = 0; round < Rounds; round++)
        {
            var (a, c) = await RoundAsync(bundles, texts, cancellation);
            active.Add(a);
            candidate.Add(c);
        }

        return LatencyCheck.Of(policy, active.Min(), candidate.Min(), Rounds * Samples);
    }

    private async Task<(TimeSpan Active, TimeSpan Candidate)> RoundAsync(
        GatePair bundles, IReadOnlyList<string> texts, CancellationToken cancellation)
    {
        var (active, candidate) = (new List<TimeSpan>(Samples), new List<TimeSpan>(Samples));
        for (var i = 0; i < WarmUp + Samples; i++)
        {
            var text = texts[i % texts.Count];
            var (a, c) = (
                await TimeAsync(text, bundles.Active, cancellation),
                await TimeAsync(text, bundles.Candidate, cancellation));
            if (i < WarmUp)
                continue;
            active.Add(a);
            candidate.Add(c);
        }

        return (Percentiles.Of(active, 0.95), Percentiles.Of(candidate, 0.95));
    }

    private async Task<TimeSpan> TimeAsync(string text, string bundle, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        // A text that no cache has seen.
        var query = await encoder.EncodeAsync(
            $"{Random.Shared.Next(1_000_000)} {text}", Truncation.Truncate, bundle, DateTime.MaxValue, cancellation);
        return RolloutObserver.TimeOf(query) ?? time.GetElapsedTime(started);
    }
}
