using Kale.Rollouts.Routes;

namespace Kale.Rollouts.Tests.Exploration;

/// <summary>
/// Searches on what it last read, judges candidates and proposes changes; may crash between looking and writing.
/// </summary>
internal sealed class GatewayActor(string name, World world, IReadOnlyList<ReplicaActor> replicas, Random random)
{
    private Route _seen = world.Route;
    private HashSet<string> _ready = [];
    private RouteRequest? _proposal;

    public void Step()
    {
        switch (random.Next(6))
        {
            case 0:
                _seen = world.Route;
                break;
            case 1:
                // Reports that are overdue are believed until the next look.
                _ready =
                [
                    .. world.Leases.Values.Where(lease => lease.Until > world.Now).SelectMany(lease => lease.Ready),
                ];
                break;
            case 2:
                _proposal = Propose() is { } wish
                    ? new RouteRequest(
                        wish,
                        _seen.Generation,
                        $"{wish.Name}-{_seen.Candidate?.Release.Id}-{_seen.Generation}",
                        name,
                        "")
                    : null;
                break;
            case 3 when _proposal is { } proposal:
                world.Write(proposal);
                break;
            default:
                Search();
                break;
        }
    }

    public void Crash() => (_ready, _proposal) = ([], null);

    private RouteEvent? Propose() => _seen.Candidate switch
    {
        { Stage: CandidateStage.Staged } staged when world.IsReported(staged.Release.BundleId) =>
            new RouteEvent.RecordVerdict(staged.Release.Id, "report", World.Reproduces(staged.Release.BundleId)),
        { Stage: CandidateStage.Staged } slow when random.Next(8) == 0 =>
            new RouteEvent.RecordVerdict(slow.Release.Id, "report", Passed: false),
        { Stage: CandidateStage.Shadow } => random.Next(4) == 0 ? new RouteEvent.Abort() : new RouteEvent.Advance(0.5),
        { Stage: CandidateStage.Canary } => random.Next(4) == 0 ? new RouteEvent.Abort() : new RouteEvent.Promote(),
        _ when _seen.Previous is not null => new RouteEvent.Cool(),
        _ => null,
    };

    private void Search()
    {
        var release = TrafficChoice.Answering(
            _seen, release => _ready.Contains(release.BundleId), _ => random.Next(2) == 0);
        if (!TryAnswer(release.BundleId)) { TryAnswer(_seen.Active.BundleId); }
    }

    private bool TryAnswer(string bundle)
    {
        var answer = replicas
            .OrderBy(_ => random.Next())
            .Select(replica => replica.Answer(bundle))
            .FirstOrDefault(answer => answer is not null);
        if (answer is not null) { world.Answered(_seen.Generation, answer); }
        return answer is not null;
    }
}
