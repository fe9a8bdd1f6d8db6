using Grpc.Core;
using Spectre.Console;

namespace Kale.Cli.Rollouts;

/// <summary>
/// The end of bundles that nothing needs and no name points to, once they have been there for a while.
/// </summary>
internal sealed class BundleCollection(RegistrySession session, TimeSpan kept)
{
    /// <summary>Says what would go.</summary>
    public async Task TellAsync(CancellationToken cancel)
    {
        var old = await FindAsync(cancel);
        foreach (var bundle in old) { Terminal.Out.WriteLine(BundleLists.Line(bundle)); }
        Terminal.Out.WriteLine(old.Count == 0
            ? "Nothing to delete."
            : $"{Sum(old)} would go. Delete them with: kale bundles gc --yes");
    }

    /// <summary>Deletes them; one that is needed again by now stays, and the others go.</summary>
    public async Task DeleteAsync(CancellationToken cancel)
    {
        var deleted = new List<StoredBundle>();
        foreach (var bundle in await FindAsync(cancel))
        {
            try
            {
                Terminal.Out.WriteLine(
                    BundleLists.Deleted(await session.DeleteBundleAsync(bundle.Manifest.BundleId, cancel)));
                deleted.Add(bundle);
            }
            catch (RpcException error) when (error.StatusCode is StatusCode.FailedPrecondition or StatusCode.NotFound)
            {
                Terminal.Error.WriteLine($"left: {error.Status.Detail}");
            }
        }
        Terminal.Out.WriteLine(deleted.Count == 0 ? "Nothing was deleted." : $"Deleted {Sum(deleted)}.");
    }

    private async Task<IReadOnlyList<StoredBundle>> FindAsync(CancellationToken cancel)
    {
        var since = TimeProvider.System.GetUtcNow() - kept;
        return
        [
            .. StoredBundle.From(await session.ListBundlesAsync(cancel)).Where(bundle =>
                bundle.Standing.Needs.Count == 0 && bundle.Standing.Stored.ToDateTimeOffset() <= since),
        ];
    }

    private static string Sum(IReadOnlyList<StoredBundle> bundles)
    {
        var bytes = bundles.Aggregate(0ul, (sum, bundle) => sum + bundle.Standing.Bytes);
        return $"{bundles.Count} bundle{(bundles.Count == 1 ? "" : "s")}, {ByteSize.Of(bytes)}";
    }
}
