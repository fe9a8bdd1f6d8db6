using Kale.Gateway.Peers;
using Kale.Rollouts.Spaces;
using Kale.VectorIndex;

namespace Kale.Gateway.Gate;

/// <summary>
/// What the gate searches with both encoders: recent queries where they are kept, the space's probe texts where they
/// are few.
/// </summary>
internal sealed class GateQueries(RecentQueries recent, PassageIndex index)
{
    private const int Enough = 20;
    private const int MostPerCollection = 200;
    private const int MostCollections = 4;

    /// <summary>The serving builds of the space, each with texts.</summary>
    public async Task<IReadOnlyList<GateSample>> SampleAsync(RegisteredSpace space, CancellationToken cancellation)
    {
        var kept = recent.Read();
        var builds = (await index.ListAsync(cancellation)).SelectMany(collection => collection.Builds)
            .Where(build => build.State == IndexBuildState.Serving && build.Space.SpaceId == space.Id)
            .OrderByDescending(build => kept[build.Collection].Count()).Take(MostCollections);
        return [.. builds.Select(build => new GateSample(build, TextsOf(space, [.. kept[build.Collection]])))];
    }

    private static string[] TextsOf(RegisteredSpace space, string[] kept) => kept.Length >= Enough
        ? [.. kept.TakeLast(MostPerCollection)]
        : [.. kept, .. space.Probes.Select(probe => probe.Text)];
}

/// <summary>A live collection and what is searched in it.</summary>
internal sealed record GateSample(IndexBuild Build, IReadOnlyList<string> Texts);
