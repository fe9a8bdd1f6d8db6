using Kale.V1;

namespace Kale.Cli.Rollouts;

/// <summary>A bundle of the registry's store, and how it stands there.</summary>
internal sealed record StoredBundle(EncoderManifest Manifest, BundleStanding Standing)
{
    public static IReadOnlyList<StoredBundle> From(ListBundlesResponse list) =>
    [
        .. list.Bundles.Zip(list.Standings, (manifest, standing) => new StoredBundle(manifest, standing))
            .OrderBy(bundle => bundle.Standing.Names.FirstOrDefault() ?? "~", StringComparer.Ordinal)
            .ThenBy(bundle => bundle.Manifest.BundleId, StringComparer.Ordinal),
    ];

    /// <summary>The bundle of a name, an id, or the beginning of one.</summary>
    /// <exception cref="CliException">There is none, or several.</exception>
    public static StoredBundle Find(IReadOnlyList<StoredBundle> bundles, string asked)
    {
        var found = bundles.Where(bundle => bundle.Standing.Names.Contains(asked)).ToList();
        if (found.Count == 0 && asked.Length > 0) { found = [.. bundles.Where(bundle => bundle.HasId(asked))]; }
        return found.Count switch
        {
            1 => found[0],
            0 => throw new CliException(
                $"The registry has no bundle '{asked}'; kale bundles list shows those there are."),
            _ => throw new CliException(
                $"'{asked}' fits {found.Count} bundles; use more of the id: "
                + string.Join(", ", found.Take(5).Select(bundle => bundle.Manifest.BundleId))),
        };
    }

    private bool HasId(string asked) =>
        Manifest.BundleId.StartsWith(asked, StringComparison.Ordinal)
        || Manifest.BundleId.StartsWith($"bundle-{asked}", StringComparison.Ordinal);
}
