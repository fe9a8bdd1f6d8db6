using Kale.Rollouts.Routes;

namespace Kale.Rollouts.Tests.Exploration;

/// <summary>Somebody who decides on what they last saw, and repeats a request whose answer was lost.</summary>
internal sealed class Operator(string name, World world, Random random)
{
    private static readonly string[] Bundles = ["good-1", "good-2", "good-3", "bad-1", "alien-1"];
    private Route _seen = world.Route;
    private RouteRequest? _unanswered;
    private int _requests;

    public void Step()
    {
        switch (random.Next(5))
        {
            case 0 or 1:
                _seen = world.Route;
                break;
            case 2 when _unanswered is { } again:
                world.Write(again);
                break;
            default:
                Decide();
                break;
        }
    }

    private void Decide()
    {
        var request = new RouteRequest(Wish(), _seen.Generation, $"{name}-{_requests++}", name, "");
        world.Write(request);
        _unanswered = random.Next(3) == 0 ? request : null;
    }

    // Mostly what the stage asks for, so that schedules get far; sometimes anything.
    private RouteEvent Wish() => random.Next(3) == 0 ? Any() : _seen.Candidate?.Stage switch
    {
        null => _seen.Previous is not null && random.Next(3) == 0 ? new RouteEvent.Rollback() : Stage(),
        CandidateStage.Gated => new RouteEvent.StartRollout(0.5),
        CandidateStage.Shadow => new RouteEvent.Advance(0.5),
        CandidateStage.Canary => new RouteEvent.Promote(),
        _ => Any(),
    };

    private RouteEvent Any() => random.Next(9) switch
    {
        8 => Replace(),
        0 or 1 => Stage(),
        2 => new RouteEvent.StartRollout(0.5),
        3 => new RouteEvent.Advance(0.5),
        4 or 5 => new RouteEvent.Promote(),
        6 => new RouteEvent.Rollback(),
        _ => random.Next(3) == 0 ? new RouteEvent.Abort() : new RouteEvent.Cool(),
    };

    // The registry asks the fleet first, and takes no bundle that is not close to its space's reference.
    private RouteEvent Replace() => Stage() is var stage
        && !world.IsReported(_seen.Active.BundleId) && stage.Release.BundleId != "bad-1"
            ? new RouteEvent.Replace(stage.Release, stage.SpaceId)
            : stage;

    private RouteEvent.Stage Stage()
    {
        var bundle = Bundles[random.Next(Bundles.Length)];
        return new RouteEvent.Stage(new Release($"{name}-r{_requests}", bundle, world.Now), World.SpaceOf(bundle));
    }
}
