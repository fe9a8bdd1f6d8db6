using Kale.Rollouts.Routes;

namespace Kale.Rollouts.Tests.Exploration;

/// <summary>
/// Runs seeded random interleavings of operators, gateways and replicas, with crashes, lost messages and passing time.
/// </summary>
internal sealed class Explorer
{
    private const int Steps = 300;

    public Machine Machine { get; init; } = RouteMachine.Apply;

    public bool AnswersUnverified { get; init; }

    /// <summary>
    /// The seed and trace of the first schedule that breaks an invariant; null when none does. Counts activations.
    /// </summary>
    public (string? Failure, int Activations) Run(int schedules)
    {
        string? failure = null;
        var activations = 0;
        Parallel.For(0, schedules, (seed, loop) =>
        {
            try
            {
                Interlocked.Add(ref activations, RunOne(seed));
            }
            catch (InvariantException error)
            {
                Interlocked.CompareExchange(ref failure, $"seed {seed}: {error.Message}", null);
                loop.Stop();
            }
        });
        return (failure, activations);
    }

    private int RunOne(int seed)
    {
        var random = new Random(seed);
        var policy = new RoutePolicy
        {
            AllowDirectPromotion = random.Next(4) == 0,
            KeepWarm = TimeSpan.FromSeconds(random.Next(5, 120)),
        };
        var world = new World(Machine, policy);
        ReplicaActor[] replicas =
        [
            new("replica-1", world, random, AnswersUnverified),
            new("replica-2", world, random, AnswersUnverified),
        ];
        GatewayActor[] gateways =
        [
            new("gateway-1", world, replicas, random),
            new("gateway-2", world, replicas, random),
        ];
        Operator[] operators = [new("operator-1", world, random), new("operator-2", world, random)];
        for (var step = 0; step < Steps; step++) { Step(world, replicas, gateways, operators, random); }
        return world.Route.Earlier.Count;
    }

    private static void Step(
        World world, ReplicaActor[] replicas, GatewayActor[] gateways, Operator[] operators, Random random)
    {
        var one = random.Next(2);
        switch (random.Next(20))
        {
            case < 7:
                replicas[one].Step();
                break;
            case < 14:
                gateways[one].Step();
                break;
            case < 18:
                operators[one].Step();
                break;
            case 18:
                world.Now += TimeSpan.FromSeconds(random.Next(8));
                break;
            default:
                if (random.Next(3) == 0) { replicas[one].Crash(); }
                else { gateways[one].Crash(); }
                break;
        }
    }
}
