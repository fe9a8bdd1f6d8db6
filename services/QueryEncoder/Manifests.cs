using Kale.Bundles;
using Kale.QueryEncoder.Serving;
using Kale.Rollouts.Contracts;
using Kale.V1;

namespace Kale.QueryEncoder;

/// <summary>Who answers and with what, in the words of the contract.</summary>
internal static class Manifests
{
    public static ServedBy ServedBy<TModel>(this Lease<TModel> lease, ReplicaName replica)
        where TModel : class, IAsyncDisposable => new()
        {
            BundleId = lease.Snapshot.Manifest.Id,
            SpaceId = lease.Snapshot.Manifest.SpaceId,
            Generation = lease.Generation,
            Replica = replica.Value,
        };

    public static EncoderManifest ToContract(BundleManifest manifest) => ManifestContract.ToContract(manifest);
}
