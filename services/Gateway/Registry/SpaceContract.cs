using Google.Protobuf.WellKnownTypes;
using Kale.Rollouts.Spaces;
using Kale.V1;

namespace Kale.Gateway.Registry;

/// <summary>Spaces in the words of the contract.</summary>
internal static class SpaceContract
{
    public static Space From(RegisteredSpace space) => new()
    {
        SpaceId = space.Id,
        ContextBundleId = space.ContextBundleId,
        ReferenceQueryBundleId = space.ReferenceQueryBundleId,
        MinProbeCosine = space.MinProbeCosine,
        Probes = (uint)space.Probes.Count,
        Created = Timestamp.FromDateTimeOffset(space.Created),
    };
}
