using Kale.Rollouts.Routes;

namespace Kale.Rollouts.Tests.Exploration;

/// <summary>
/// Loads what the route names, verifies it, answers with it, forgets it; crashes lose all, reports get lost.
/// </summary>
internal sealed class ReplicaActor(string name, World world, Random random, bool answersUnverified)
{
    private static readonly TimeSpan s_lease = TimeSpan.FromSeconds(10);
    private readonly HashSet<string> _loading = [];
    private readonly HashSet<string> _ready = [];
    private Route? _seen;

    public void Step()
    {
        switch (random.Next(5))
        {
            case 0:
                _seen = world.Route;
                break;
            case 1 when _seen is { } route:
                _loading.UnionWith(Wanted(route).Where(bundle => !_ready.Contains(bundle)));
                break;
            case 2:
                Verify();
                break;
            case 3 when _seen is { } route:
                _ready.IntersectWith(Wanted(route));
                break;
            case 4 when random.Next(4) > 0:
                world.Leases[name] = ([.. _ready], world.Now + s_lease);
                break;
        }
    }

    public void Crash()
    {
        _loading.Clear();
        _ready.Clear();
        _seen = null;
    }

    /// <summary>The bundle that answers; null where it is not ready.</summary>
    public string? Answer(string bundle) =>
        _ready.Contains(bundle) || (answersUnverified && _loading.Contains(bundle)) ? bundle : null;

    private static IEnumerable<string> Wanted(Route route) => route.WantedReleases.Select(release => release.BundleId);

    private void Verify()
    {
        _ready.UnionWith(_loading.Where(World.Reproduces));
        _loading.Clear();
    }
}
