using Kale.Gateway.Peers;
using Kale.Rollouts.Judging;
using Kale.Rollouts.Routes;
using Kale.V1;
using Candidate = Kale.Rollouts.Routes.Candidate;

namespace Kale.Gateway.Rollout;

/// <summary>This gateway's observations of the rollout under way; begun anew with every release and stage.</summary>
internal sealed class RolloutObserver
{
    private volatile RolloutTally? _tally;

    /// <param name="candidate">In traffic.</param>
    /// <param name="generation">Of the route that the search began with.</param>
    /// <returns>One that nobody reads for a search that began in an earlier stage.</returns>
    public RolloutTally TallyOf(Candidate candidate, long generation)
    {
        var tally = _tally;
        if (tally?.IsOf(candidate) == true)
            return tally;
        var fresh = new RolloutTally(candidate, generation);
        if (generation < tally?.Generation)
            return fresh;
        return Interlocked.CompareExchange(ref _tally, fresh, tally) == tally ? fresh : TallyOf(candidate, generation);
    }

    public RolloutObservations Of(Candidate? candidate) =>
        candidate is not null && _tally is { } tally && tally.IsOf(candidate)
            ? tally.Snapshot()
            : RolloutObservations.None;

    /// <summary>From queued to computed; null for a vector that was not computed for this query.</summary>
    public static TimeSpan? TimeOf(EncodedQuery query)
    {
        if (query.Times?.Inference is not { } inference || inference.ToTimeSpan() == TimeSpan.Zero)
            return null;
        var times = query.Times;
        return inference.ToTimeSpan()
            + (times.Queue?.ToTimeSpan() ?? default)
            + (times.Tokenization?.ToTimeSpan() ?? default);
    }
}
