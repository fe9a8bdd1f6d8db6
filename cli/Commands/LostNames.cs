using Kale.Bundles;

namespace Kale.Cli.Commands;

/// <summary>Names that point to bundles that are not there any more.</summary>
internal static class LostNames
{
    /// <summary>Name → the id of the bundle that is gone.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Of(BundleStore store) =>
        store.Names.Where(name => !Directory.Exists(Path.Combine(store.Directory, name.Value)));

    public static string Advice(string name) => $"import the same model again with --name {name}";
}
