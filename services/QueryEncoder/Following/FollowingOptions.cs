using System.ComponentModel.DataAnnotations;

namespace Kale.QueryEncoder.Following;

/// <summary>How a replica follows its route (section "QueryEncoder:Following").</summary>
public sealed class FollowingOptions
{
    /// <summary>
    /// Where bundles are downloaded from that the store lacks: the gateway's address. Empty: a bundle is waited for, as
    /// on a volume that all share.
    /// </summary>
    [RegularExpression("https?://.+", ErrorMessage = "{0} must be the address of a gateway: http://host:port.")]
    public Uri? Registry { get; set; }

    /// <summary>Sent to the registry as "authorization: Bearer KEY"; none by default.</summary>
    public string RegistryApiKey { get; set; } = "";

    /// <summary>
    /// Where gateways reach this replica. Empty: where it listens, with this machine's address for a wildcard.
    /// </summary>
    public string Address { get; set; } = "";

    /// <summary>
    /// What all loaded bundles may take, and one that is being loaded, for a moment some seven times its weights, in
    /// MiB. 0: three quarters of the memory that this process may use. A bundle that would not fit is refused; what is
    /// loaded goes on serving.
    /// </summary>
    [Range(0, 1 << 24)]
    public int MemoryMegabytes { get; set; }

    /// <summary>
    /// How often the route is read though nothing was announced. 2 s: what a lost announcement costs at most.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan Reconcile { get; set; } = TimeSpan.FromSeconds(2);
}
