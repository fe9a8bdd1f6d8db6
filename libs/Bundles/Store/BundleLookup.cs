namespace Kale.Bundles;

/// <summary>A name, then an id, then the beginning of an id, with or without <c>bundle-</c>.</summary>
internal static class BundleLookup
{
    public static string Resolve(
        string asked, IReadOnlyDictionary<string, string> names, IEnumerable<string> ids, string store)
    {
        var known = ids.ToHashSet(StringComparer.Ordinal);
        if (names.TryGetValue(asked, out var named))
        {
            return known.Contains(named) ? named : throw new BundleException(
                BundleError.NotFound, $"{store}: the name '{asked}' points to {named}, which is gone; "
                    + $"import the same model again under this name (kale import … --name {asked}).");
        }

        if (known.Contains(asked))
        {
            return asked;
        }

        var prefix = asked.StartsWith("bundle-", StringComparison.Ordinal) ? asked : "bundle-" + asked;
        var fitting = known.Where(id => asked.Length > 0 && id.StartsWith(prefix, StringComparison.Ordinal)).ToList();
        return fitting.Count switch
        {
            1 => fitting[0],
            0 => throw new BundleException(BundleError.NotFound, $"{store}: there is no bundle '{asked}'. "
                + (BundleIds.IsId(asked)
                    ? "Import or upload the same model again: it gets the same id."
                    : Offer(names))),
            _ => throw new BundleException(
                BundleError.Ambiguous, $"{store}: '{asked}' fits {fitting.Count} bundles; use more of the id: "
                    + $"{string.Join(", ", fitting.Order(StringComparer.Ordinal).Take(5))}."),
        };
    }

    private static string Offer(IReadOnlyDictionary<string, string> names) => names.Count == 0
        ? "No bundle has a name yet; import one (kale import)."
        : $"Named ones: {string.Join(", ", names.Keys)}.";
}
