using Kale.Rollouts.Judging;
using Kale.Rollouts.Routes;

namespace Kale.Gateway.Rollout;

/// <summary>What was seen of one candidate in one stage.</summary>
internal sealed class RolloutTally(Candidate candidate, long generation)
{
    private readonly Lock _gate = new();
    private readonly TrafficTally _active = new();
    private readonly TrafficTally _candidate = new();
    private double _overlap;
    private double _correlation;
    private int _compared;
    private int _dropped;

    /// <summary>Of the route when the first search was counted.</summary>
    public long Generation { get; } = generation;

    public bool IsOf(Candidate? other) => other?.Release.Id == candidate.Release.Id && other.Stage == candidate.Stage;

    public void Answered(bool byCandidate, TimeSpan? encoding)
    {
        lock (_gate)
            (byCandidate ? _candidate : _active).Answered(encoding);
    }

    public void Failed(bool byCandidate)
    {
        lock (_gate)
            (byCandidate ? _candidate : _active).Failed();
    }

    public void Compared(double overlap, double correlation)
    {
        lock (_gate)
        {
            _compared++;
            _overlap += overlap;
            _correlation += correlation;
        }
    }

    public void Dropped() => Interlocked.Increment(ref _dropped);

    public RolloutObservations Snapshot()
    {
        lock (_gate)
        {
            var count = Math.Max(1, _compared);
            return new RolloutObservations(
                _active.Snapshot(), _candidate.Snapshot(), _compared, _dropped, _overlap / count, _correlation / count);
        }
    }
}
