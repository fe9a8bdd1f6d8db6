using Kale.Bundles;
using Kale.Encoding;
using Kale.QueryEncoder.Serving;

namespace Kale.QueryEncoder.Following;

/// <summary>How much all loaded encoders may take, and one that is being loaded beside them.</summary>
internal sealed class MemoryBudget(FollowingOptions options)
{
    private const double DefaultShare = 0.75;

    private readonly long _bytes = options.MemoryMegabytes > 0
        ? (long)options.MemoryMegabytes << 20
        : (long)(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes * DefaultShare);

    /// <summary>What a bundle needs while it is loaded has to be there beside those that serve.</summary>
    /// <exception cref="MemoryBudgetException">It does not fit beside those that are loaded.</exception>
    public void Require(Bundle bundle, IReadOnlyCollection<Snapshot<Encoder>> loaded)
    {
        var (needed, used) = (EncoderMemory.Of(bundle), loaded.Sum(snapshot => snapshot.Model.Memory.Loaded));
        if (used + needed.Loading > _bytes)
        {
            throw new MemoryBudgetException(
                $"{bundle.Id} needs {Megabytes(needed.Loading)} MiB while it loads and {Megabytes(needed.Loaded)} MiB "
                + $"then; {loaded.Count} loaded bundles take {Megabytes(used)} of the {Megabytes(_bytes)} MiB of the "
                + "budget. Raise "
                + $"{QueryEncoderOptions.Section}:Following:{nameof(FollowingOptions.MemoryMegabytes)}, or let the "
                + "previous release cool first.");
        }
    }

    private static string Megabytes(long bytes) => $"{bytes / (double)(1 << 20):0.##}";
}

/// <summary>A bundle does not fit into the budget; the message has the numbers.</summary>
internal sealed class MemoryBudgetException(string message) : Exception(message);
