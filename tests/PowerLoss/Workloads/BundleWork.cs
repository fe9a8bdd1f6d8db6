using Kale.Bundles;
using Kale.Bundles.Tests;
using static Kale.PowerLoss.Tests.Workloads.Promises;

namespace Kale.PowerLoss.Tests.Workloads;

/// <summary>Bundles written, copied, received in two attempts, named and removed.</summary>
internal static class BundleWork
{
    public const string Name = "bundles";

    /// <param name="directory">The store's.</param>
    /// <param name="elsewhere">A store on another disk, with the bundles that are copied and received.</param>
    public static void Run(string directory, string elsewhere)
    {
        var (store, others) = (Open(directory), new BundleStore(elsewhere).List());
        var written = WrittenBundles.Write(store.Directory);
        Say("stored", written.Id);
        store.SetName("served", written.Id);
        Say("named", "served", written.Id);
        var added = store.Add(others[0].Directory);
        Say("stored", added.Id);
        Receive(store, Bundle.Open(others[1].Directory), pieces: 4);
        Receive(store, Bundle.Open(others[1].Directory), pieces: int.MaxValue);
        Say("stored", others[1].Id);
        store.SetName("served", others[1].Id);
        Say("named", "served", others[1].Id);
        store.SetName("other", added.Id);
        Say("named", "other", added.Id);
        store.Remove(written.Id);
        Say("removed", written.Id);
    }

    public static BundleStore Open(string directory) => new(Path.Combine(directory, "data", "bundles"));

    /// <summary>Takes the next so many pieces of a bundle, and the whole when the last is here.</summary>
    public static void Receive(BundleStore store, Bundle bundle, int pieces)
    {
        using var incoming = IncomingBundle.Open(store, bundle.Id);
        foreach (var piece in OutgoingBundle.Read(bundle, incoming.Offsets).Take(pieces))
            incoming.Write(piece.Path, piece.Offset, piece.Data.Span);
        if (incoming.IsComplete)
            incoming.Complete();
    }
}
