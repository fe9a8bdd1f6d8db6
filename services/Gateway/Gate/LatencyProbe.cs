using Kale.Gateway.Peers;
using Kale.Gateway.Rollout;
using Kale.Rollouts.Judging;
using Kale.Rollouts.Reports;
using Kale.Rollouts.Routes;
using Truncation = Kale.V1.Truncation;

namespace Kale.Gateway.Gate;

/// <summary>
/// Times both encoders on the same texts in turn. What else the machine does makes a text slower, never faster, so of
/// each text and encoder the best of several times counts, and a candidate that seems slow is timed again: one that is
/// not gets through on a busy machine, one that is never does. Texts of each length are compared apart.
/// </summary>
internal sealed class LatencyProbe(QueryEncoderClient encoder, BulkLane lane, TimeProvider time)
{
    private const int Texts = 24;
    private const int Lengths = 4;
    private const int FewestRounds = 4;
    private const int MostRounds = 16;

    public async Task<RolloutCheck> RunAsync(
        RoutePolicy policy, GatePair bundles, IReadOnlyList<string> texts, CancellationToken cancellation)
    {
        var timed = Chosen(texts).Select(text => new TimedText(text)).ToList();
        for (var round = 1; ; round++)
        {
            foreach (var text in timed)
                await TimeAsync(text, bundles, candidateFirst: round % 2 == 0, cancellation);
            var check = Worst(policy, timed, round);
            if (round >= FewestRounds && (check.Outcome == CheckOutcome.Passed || round == MostRounds))
                return check;
        }
    }

    // Evenly over all lengths, the shortest first, the longest last.
    private static IEnumerable<string> Chosen(IReadOnlyList<string> texts)
    {
        var sorted = texts.OrderBy(text => text.Length).ToList();
        var count = Math.Min(Texts, sorted.Count);
        return Enumerable.Range(0, count).Select(i => sorted[i * (sorted.Count - 1) / Math.Max(1, count - 1)]);
    }

    private static RolloutCheck Worst(RoutePolicy policy, List<TimedText> timed, int rounds) => timed
        .Chunk(Math.Max(1, timed.Count / Lengths))
        .Select(texts => Compare(policy, texts, rounds * timed.Count))
        .MaxBy(check => check.Value - check.Bound)!;

    private static RolloutCheck Compare(RoutePolicy policy, TimedText[] texts, int samples)
    {
        var check = LatencyCheck.Of(
            policy, texts.Max(text => text.Active), texts.Max(text => text.Candidate), samples);
        var (shortest, longest) = (texts[0].Text.Length, texts[^1].Text.Length);
        return check with { Message = $"{check.Message}, texts of {shortest} to {longest} characters" };
    }

    private async Task TimeAsync(TimedText text, GatePair bundles, bool candidateFirst, CancellationToken cancellation)
    {
        foreach (var isCandidate in new[] { candidateFirst, !candidateFirst })
        {
            var bundle = isCandidate ? bundles.Candidate : bundles.Active;
            var took = await lane.RunAsync(() => TimeAsync(text.Text, bundle, cancellation), cancellation);
            if (isCandidate)
                text.Candidate = took < text.Candidate ? took : text.Candidate;
            else
                text.Active = took < text.Active ? took : text.Active;
        }
    }

    private async Task<TimeSpan> TimeAsync(string text, string bundle, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        // A text that no cache has seen.
        var query = await encoder.EncodeAsync(
            $"{Random.Shared.Next(1_000_000)} {text}", Truncation.Truncate, bundle, DateTime.MaxValue, cancellation);
        return RolloutObserver.TimeOf(query) ?? time.GetElapsedTime(started);
    }

    private sealed class TimedText(string text)
    {
        public string Text => text;

        public TimeSpan Active { get; set; } = TimeSpan.MaxValue;

        public TimeSpan Candidate { get; set; } = TimeSpan.MaxValue;
    }
}
