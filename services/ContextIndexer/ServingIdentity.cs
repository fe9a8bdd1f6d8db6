using Kale.ContextIndexer.Indexing;
using Kale.V1;

namespace Kale.ContextIndexer;

/// <summary>How this process signs its answers.</summary>
internal sealed class ServingIdentity
{
    private readonly string _replica = $"{Environment.MachineName}/{Environment.ProcessId}";

    public ServedBy Of(ContextEncoder encoder) => new()
    {
        BundleId = encoder.Manifest.Id,
        SpaceId = encoder.Manifest.SpaceId,
        Replica = _replica,
    };
}
