using Kale.Bundles;

namespace Kale.PowerLoss.Tests.Workloads;

/// <summary>One bundle received.</summary>
internal static class ManyFilesWork
{
    public const string Name = "many files";

    /// <param name="directory">Where the store is made.</param>
    /// <param name="elsewhere">A store on another disk with the bundle.</param>
    public static void Run(string directory, string elsewhere)
    {
        var bundle = new BundleStore(elsewhere).List().Single();
        BundleWork.Receive(BundleWork.Open(directory), Bundle.Open(bundle.Directory), pieces: int.MaxValue);
    }
}
