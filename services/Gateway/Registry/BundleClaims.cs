using Kale.Bundles;
using Kale.Rollouts.State;
using Kale.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;

namespace Kale.Gateway.Registry;

/// <summary>
/// Keeps two gateways from naming and deleting one bundle in the same moment. Whoever is about to do either says so
/// first and then looks who else did: of two, at least one sees the other. A gateway that dies meanwhile keeps the
/// bundle as it is for a while only.
/// </summary>
internal sealed class BundleClaims(
    IStateStore store, IOptions<StateOptions> state, RegistryBundles bundles, GatewayName gateway)
{
    private const string Naming = "naming";
    private const string Deleting = "deleting";
    private const string Done = "done";

    private static readonly TimeSpan s_timeToLive = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan s_moment = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Writes down that a space or a route names the bundle, while it is there and nobody deletes it.
    /// </summary>
    /// <exception cref="FailureException">Somebody does.</exception>
    /// <exception cref="BundleException">Somebody has.</exception>
    public Task<T> NameAsync<T>(string bundleId, Func<Task<T>> write, CancellationToken cancellation) =>
        HoldAsync(
            bundleId, Naming, other => other == Deleting, "is being deleted",
            async () => await bundles.IsThereAsync(bundleId, cancellation) ? await write() : throw Gone(bundleId),
            cancellation);

    /// <summary>
    /// Looks who needs the bundle and deletes it, while nobody else does and no space or route names it anew.
    /// </summary>
    /// <exception cref="FailureException">Somebody does.</exception>
    public Task<T> DeleteAsync<T>(string bundleId, Func<Task<T>> delete, CancellationToken cancellation) =>
        HoldAsync(
            bundleId, Deleting, other => other != Done, "is being deleted or put on a route", delete, cancellation);

    private async Task<T> HoldAsync<T>(
        string bundleId, string what, Predicate<string> stops, string said, Func<Task<T>> act,
        CancellationToken cancellation)
    {
        // Without a state store there are no spaces and no routes.
        if (!state.Value.IsSet)
            return await act();
        var mine = $"{PrefixOf(bundleId)}{gateway.Number}-{Guid.NewGuid():N}";
        await store.PutLeaseAsync(mine, what, s_timeToLive, cancellation);
        try
        {
            var others = await store.LeasesAsync(PrefixOf(bundleId), cancellation);
            return others.Any(other => other.Key != mine && stops(other.Value))
                ? throw new FailureException(
                    RegistryFailures.BundleInUse, $"{bundleId} {said} by somebody else; look again in a moment.")
                : await act();
        }
        finally
        {
            await store.PutLeaseAsync(mine, Done, s_moment, CancellationToken.None);
        }
    }

    private static BundleException Gone(string bundleId) => new(
        BundleError.NotFound,
        $"{bundleId} was deleted in this moment. Import or upload it again: it gets the same id.");

    private static string PrefixOf(string bundleId) => $"claim/{bundleId}/";
}
