using Google.Protobuf.WellKnownTypes;
using Kale.Rollouts.Fleet;
using Kale.V1;

namespace Kale.Gateway.Registry;

/// <summary>Replicas in the words of the contract.</summary>
internal static class FleetContract
{
    public static Replica From(ReplicaReport report, DateTimeOffset seen) => new()
    {
        Name = report.Name,
        Address = report.Address,
        Seen = Timestamp.FromDateTimeOffset(seen),
        Generation = (ulong)report.Generation,
        ActiveBundleId = report.ActiveBundleId,
        Encoders = { report.Bundles.Select(bundle => From(report, bundle)) },
    };

    private static LoadedEncoder From(ReplicaReport report, LoadedBundle bundle) => new()
    {
        BundleId = bundle.BundleId,
        ReleaseId = bundle.ReleaseId,
        Generation = bundle.BundleId == report.ActiveBundleId ? (ulong)report.ActiveGeneration : 0,
        Ready = bundle.State == BundleState.Ready,
        State = bundle.State.ToString().ToLowerInvariant(),
        Reason = bundle.Reason,
        MemoryBytes = (ulong)bundle.MemoryBytes,
    };
}
