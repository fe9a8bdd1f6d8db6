using System.Threading.Channels;
using Kale.Gateway.Search;
using Kale.Rollouts.Routes;
using Kale.VectorIndex;
using Microsoft.Extensions.Options;

namespace Kale.Gateway.Rollout;

/// <summary>
/// Picks the answered searches that are also run with the other encoder: in shadow the given share, in canary those
/// that the candidate answered. Bounded; what does not fit is left out, so that searches never wait for it.
/// </summary>
internal sealed class ComparisonQueue(
    RolloutObserver observer, RouteFollower follower, IOptions<GatewayOptions> options)
{
    private readonly Channel<Comparison> _waiting =
        Channel.CreateBounded<Comparison>(new BoundedChannelOptions(options.Value.Rollout.MaxWaitingComparisons));

    public ValueTask<Comparison> NextAsync(CancellationToken cancellation) =>
        _waiting.Reader.ReadAsync(cancellation);

    public void Answered(SearchPlan plan, ChosenQuery query, IndexBuild build, IReadOnlyList<PassageHit> hits)
    {
        if (query.Choice.Rollout is not { } rollout || Other(query.Choice, rollout) is not { } other)
            return;
        var comparison = new Comparison(plan, build, [.. hits.Select(hit => hit.PassageId)], other);
        if (!_waiting.Writer.TryWrite(comparison))
            observer.TallyOf(rollout, query.Choice.Generation).Dropped();
    }

    /// <summary>Under pressure: everything that waits is left out.</summary>
    public void DropAll()
    {
        while (_waiting.Reader.TryRead(out var comparison))
            observer.TallyOf(comparison.Other.Rollout!, comparison.Other.Generation).Dropped();
    }

    private EncoderChoice? Other(EncoderChoice choice, Candidate rollout) => rollout.Stage switch
    {
        CandidateStage.Shadow when Random.Shared.NextDouble() < rollout.Share =>
            choice with { BundleId = rollout.Release.BundleId, IsCanary = true },
        CandidateStage.Canary when choice.IsCanary && follower.Current is { } route =>
            choice with { BundleId = route.Active.BundleId, IsCanary = false },
        _ => null,
    };
}
