using Kale.Bundles;
using Kale.ServiceDefaults.Errors;
using Kale.V1;
using Microsoft.Extensions.Options;

namespace Kale.Gateway.Registry;

/// <summary>Deletes what nothing needs: bundles, and names of bundles.</summary>
internal sealed class BundleDeletions(
    RegistryBundles bundles, BundleNeeds needs, BundleClaims claims, IOptions<GatewayOptions> options,
    ILogger<BundleDeletions> logger)
{
    private const int MostTold = 3; // in the message; the details have more
    private readonly ProtectedNames _protected = new(options.Value.ProtectedNames);

    public async Task<DeleteBundleResponse> DeleteBundleAsync(
        DeleteBundleRequest request, CancellationToken cancellation)
    {
        var id = await bundles.ResolveForRemovalAsync(request.BundleId, cancellation);
        var bytes = await claims.DeleteAsync(id, () => DeleteAsync(id, cancellation), cancellation);
        Log.BundleDeleted(logger, id, bytes, request.Actor, request.Reason);
        return new DeleteBundleResponse { BundleId = id, Bytes = (ulong)bytes };
    }

    public async Task<DeleteNameResponse> DeleteNameAsync(DeleteNameRequest request, CancellationToken cancellation)
    {
        var names = bundles.Store.Names;
        if (!names.TryGetValue(request.Name, out var id))
            throw NoName(request.Name);
        RequireUnprotected(request.Name);
        if (names.Values.Count(named => named == id) == 1)
            RequireFree(
                await NeedsOf(id, cancellation), RegistryFailures.NameInUse,
                $"'{request.Name}' is the only name of {id}, which is needed");
        if (!bundles.Store.RemoveName(request.Name))
            throw NoName(request.Name);
        Log.NameDeleted(logger, request.Name, id, request.Actor, request.Reason);
        return new DeleteNameResponse { BundleId = id };
    }

    private async Task<long> DeleteAsync(string id, CancellationToken cancellation)
    {
        RequireFree((await needs.ReadAsync(cancellation))[id], RegistryFailures.BundleInUse, $"{id} is needed");
        // From here on nobody's leaving leaves it half done.
        return await bundles.RemoveAsync(id, CancellationToken.None);
    }

    private async Task<IEnumerable<BundleNeed>> NeedsOf(string id, CancellationToken cancellation) =>
        (await needs.ReadAsync(cancellation))[id].Where(need => need.Kind != BundleNeedKind.Name);

    private static void RequireFree(IEnumerable<BundleNeed> needs, string reason, string what)
    {
        if (needs.ToList() is not { Count: > 0 } held)
            return;
        var more = held.Count > MostTold ? $" and {held.Count - MostTold} more" : "";
        throw new FailureException(
            new Failure(reason, $"{what} by {string.Join(", ", held.Take(MostTold))}{more}.")
            {
                Preconditions = [.. held.Select(need => need.ToPrecondition())],
            });
    }

    private void RequireUnprotected(string name)
    {
        if (!_protected.Contains(name))
            return;
        const string Why = "services are started with this name; start them with another one first";
        throw new FailureException(
            new Failure(RegistryFailures.NameInUse, $"'{name}' stays: {Why} ({GatewayOptions.Section}:"
                + $"{nameof(GatewayOptions.ProtectedNames)}).")
            {
                Preconditions = [new Precondition("SERVICE", name, Why)],
            });
    }

    private static FailureException NoName(string name) => new(
        RegistryFailures.NameNotFound, $"There is no name '{name}' in the registry's store; kale bundles list shows "
            + "those there are.");
}
