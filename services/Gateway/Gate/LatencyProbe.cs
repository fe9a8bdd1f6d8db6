using Kale.Gateway.Peers;
using Kale.Gateway.Traffic;
using Kale.Rollouts.Judging;
using Kale.Rollouts.Reports;
using Kale.Rollouts.Routes;
using Truncation = Kale.V1.Truncation;

namespace Kale.Gateway.Gate;

/// <summary>
/// Times single queries on both encoders in turn, so that whatever else the machine does hits both. A round that fails is
/// repeated: noise passes, slowness stays.
/// </summary>
internal sealed class LatencyProbe(QueryEncoderClient encoder, TimeProvider time)
{
    private const int Rounds = 3;
    private const int WarmUp = 3;
    private const int Samples = 30;

    public async Task<RolloutCheck> RunAsync(RoutePolicy policy, GatePair bundles, IReadOnlyList<string> texts, CancellationToken cancellation)
    {
        RolloutCheck check;
        var round = 0;
        do
        {
            check = await RoundAsync(policy, bundles, texts, cancellation);
        }
        while (check.Outcome == CheckOutcome.Failed && ++round < Rounds);
        return check;
    }

    private async Task<RolloutCheck> RoundAsync(RoutePolicy policy, GatePair bundles, IReadOnlyList<string> texts, CancellationToken cancellation)
    {
        var (active, candidate) = (new List<TimeSpan>(Samples), new List<TimeSpan>(Samples));
        for (var i = 0; i < WarmUp + Samples; i++)
        {
            var text = texts[i % texts.Count];
            var (a, c) = (await TimeAsync(text, bundles.Active, cancellation), await TimeAsync(text, bundles.Candidate, cancellation));
            if (i < WarmUp)
                continue;
            active.Add(a);
            candidate.Add(c);
        }

        return LatencyCheck.Of(policy, Percentiles.Of(active, 0.95), Percentiles.Of(candidate, 0.95), Samples);
    }

    private async Task<TimeSpan> TimeAsync(string text, string bundle, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        // A text that no cache has seen.
        var query = await encoder.EncodeAsync($"{Random.Shared.Next(1_000_000)} {text}", Truncation.Truncate, bundle, DateTime.MaxValue, cancellation);
        return RolloutObserver.TimeOf(query) ?? time.GetElapsedTime(started);
    }
}
