using Google.Protobuf.WellKnownTypes;
using Kale.Rollouts.Contracts;
using Kale.V1;

namespace Kale.Gateway.Registry;

/// <summary>What the registry tells of its bundles.</summary>
internal sealed class BundleStandings(RegistryBundles bundles, BundleNeeds needs)
{
    public async Task<ListBundlesResponse> ListAsync(ListBundlesRequest request, CancellationToken cancellation)
    {
        var stored = (await bundles.ListStoredAsync(cancellation))
            .Where(bundle => request.SpaceId.Length == 0 || bundle.Manifest.SpaceId == request.SpaceId)
            .ToList();
        var response = new ListBundlesResponse
        {
            Bundles = { stored.Select(bundle => ManifestContract.ToContract(bundle.Manifest)) },
        };
        if (request.WithStandings)
        {
            var known = await needs.ReadAsync(cancellation);
            response.Standings.AddRange(stored.Select(bundle => Of(bundle, [.. known[bundle.Manifest.Id]])));
        }

        return response;
    }

    private static BundleStanding Of(StoredBundle bundle, IReadOnlyList<BundleNeed> needs) => new()
    {
        BundleId = bundle.Manifest.Id,
        Bytes = (ulong)bundle.Bytes,
        Stored = Timestamp.FromDateTimeOffset(bundle.Stored),
        Names = { needs.Where(need => need.Kind == BundleNeedKind.Name).Select(need => need.By) },
        Needs = { needs.Select(Of) },
    };

    private static V1.BundleNeed Of(BundleNeed need) =>
        new() { Kind = need.Kind, By = need.By, Description = need.How };
}
