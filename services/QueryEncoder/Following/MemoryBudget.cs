using Kale.Bundles;
using Kale.QueryEncoder.Serving;

namespace Kale.QueryEncoder.Following;

/// <summary>How much the weights of all loaded bundles may take.</summary>
internal sealed class MemoryBudget(FollowingOptions options)
{
    private const double DefaultShare = 0.75;

    private readonly long _bytes = options.MemoryMegabytes > 0
        ? (long)options.MemoryMegabytes << 20
        : (long)(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes * DefaultShare);

    /// <summary>What a bundle's weights take.</summary>
    public static long BytesOf(BundleManifest manifest) =>
        manifest.Files
            .Where(file => file.Key.EndsWith(".safetensors", StringComparison.Ordinal))
            .Sum(file => file.Value.Size);

    /// <summary>Weights lie in memory twice for the moment in which the runtime takes them over.</summary>
    /// <exception cref="MemoryBudgetException">It does not fit beside those that are loaded.</exception>
    public void Require(BundleManifest bundle, IReadOnlyCollection<Snapshot<Kale.Encoding.Encoder>> loaded)
    {
        var (needed, used) = (BytesOf(bundle), loaded.Sum(snapshot => BytesOf(snapshot.Manifest)));
        if (used + (2 * needed) > _bytes)
        {
            throw new MemoryBudgetException(
                $"{bundle.Id} needs {Megabytes(needed)} MiB and as much again while it loads; {loaded.Count} loaded "
                + $"bundles take {Megabytes(used)} of the {Megabytes(_bytes)} MiB of the budget. Raise "
                + $"{QueryEncoderOptions.Section}:Following:{nameof(FollowingOptions.MemoryMegabytes)}, or let the "
                + "previous release cool first.");
        }
    }

    private static string Megabytes(long bytes) => $"{bytes / (double)(1 << 20):0.##}";
}

/// <summary>A bundle does not fit into the budget; the message has the numbers.</summary>
internal sealed class MemoryBudgetException(string message) : Exception(message);
