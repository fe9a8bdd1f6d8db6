using YamlDotNet.RepresentationModel;

namespace Kale.Architecture.Tests.Deployment;

/// <summary>One Kubernetes object of a file under k8s/.</summary>
/// <param name="File">Relative to k8s/.</param>
/// <param name="Root">The document.</param>
internal sealed record Manifest(string File, YamlMappingNode Root)
{
    private static readonly string s_directory = Path.Combine(Repository.Root, "k8s");

    /// <summary>All of them; a file that is no YAML fails here, and so does a key that is there twice.</summary>
    public static IReadOnlyList<Manifest> All { get; } =
    [
        .. Directory.EnumerateFiles(s_directory, "*.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .SelectMany(file => Documents(file)
                .Select(root => new Manifest(Path.GetRelativePath(s_directory, file), root))),
    ];

    public static IEnumerable<Manifest> OfKind(string kind) => All.Where(manifest => manifest.Kind == kind);

    public string Kind => Text("kind");

    public string Name => Text("metadata", "name");

    /// <summary>The scalar at the end of this path of keys; empty where there is none.</summary>
    public string Text(params string[] path) => Find(Root, path) is YamlScalarNode { Value: { } value } ? value : "";

    /// <summary>The keys and values at the end of this path.</summary>
    public IReadOnlyDictionary<string, string> Values(params string[] path) => Find(Root, path) is YamlMappingNode map
        ? map.Children.ToDictionary(entry => $"{entry.Key}", entry => $"{entry.Value}")
        : [];

    /// <summary>The first container of a workload's pods.</summary>
    public YamlMappingNode Container =>
        (YamlMappingNode)((YamlSequenceNode)Find(Root, "spec", "template", "spec", "containers")!).Children[0];

    public static YamlNode? Find(YamlNode node, params string[] path)
    {
        YamlNode? found = node;
        foreach (var key in path)
            found = found is YamlMappingNode map && map.Children.TryGetValue(new YamlScalarNode(key), out var value)
                ? value
                : null;
        return found;
    }

    private static IEnumerable<YamlMappingNode> Documents(string file)
    {
        using var text = System.IO.File.OpenText(file);
        var stream = new YamlStream();
        stream.Load(text);
        return stream.Documents.Select(document => (YamlMappingNode)document.RootNode);
    }
}
