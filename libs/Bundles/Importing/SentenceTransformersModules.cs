using System.Text.Json.Nodes;

namespace Kale.Bundles;

/// <summary>
/// modules.json of sentence-transformers: which modules follow each other, and where each keeps its files. The class
/// name at the end of a type has stayed the same while the packages before it changed
/// (<c>sentence_transformers.models.Pooling</c> until 5.3,
/// <c>sentence_transformers.sentence_transformer.modules.pooling.Pooling</c> since).
/// </summary>
/// <param name="Transformer">The directory of the encoder.</param>
/// <param name="Pooling">The directory of the pooling's config.json; null for a cross encoder.</param>
/// <param name="Dense">The directory of the projection; null where there is none.</param>
/// <param name="Normalize">Whether vectors are scaled to length 1.</param>
internal sealed record SentenceTransformersModules(string Transformer, string? Pooling, string? Dense, bool Normalize)
{
    private static readonly string[][] SupportedOrders =
    [
        ["Transformer"],
        ["Transformer", "Pooling"],
        ["Transformer", "Pooling", "Normalize"],
        ["Transformer", "Pooling", "Dense"],
        ["Transformer", "Pooling", "Dense", "Normalize"],
    ];

    /// <summary>Null where the directory has no modules.json.</summary>
    public static SentenceTransformersModules? Read(string directory)
    {
        var path = System.IO.Path.Combine(directory, "modules.json");
        return File.Exists(path) ? Read(directory, path) : null;
    }

    public static JsonArray Write(bool dense, bool normalize)
    {
        var kinds = new List<string> { "Transformer", "Pooling" };
        kinds.AddRange(dense ? ["Dense"] : []);
        kinds.AddRange(normalize ? ["Normalize"] : []);
        return new JsonArray([.. kinds.Select((kind, index) => new JsonObject
        {
            ["idx"] = index,
            ["name"] = $"{index}",
            ["path"] = index == 0 ? "" : $"{index}_{kind}",
            ["type"] = $"sentence_transformers.models.{kind}",
        })]);
    }

    private static SentenceTransformersModules Read(string directory, string path)
    {
        if (JsonFile.ParseNode(path, FileAccessor.ReadAllBytes(path)) is not JsonArray list)
        {
            throw new BundleException(BundleError.Corrupt, $"{path}: a list of modules is expected.");
        }

        var modules = list.Select((item, index) => Module.Read(directory, path, index, item)).ToList();
        RequireOrder(path, modules);
        var kinds = modules.Select(module => module.Kind).ToArray();
        if (!SupportedOrders.Any(order => order.SequenceEqual(kinds)))
        {
            throw new BundleException(
                BundleError.Unsupported,
                $"{path}: the modules {string.Join(" → ", kinds)} are not supported; Transformer → Pooling, "
                    + "then optionally Dense and Normalize, are.");
        }

        if (modules.Find(module => module.Kind == "Normalize") is { } normalize
            && JsonFile.ReadIfExists(System.IO.Path.Combine(normalize.Directory, "config.json")) is { } settings)
        {
            ModelSettings.Normalize.Check(settings);
        }

        return new(
            modules[0].Directory,
            modules.Find(module => module.Kind == "Pooling")?.Directory,
            modules.Find(module => module.Kind == "Dense")?.Directory,
            kinds.Contains("Normalize"));
    }

    // sentence-transformers runs them as they are listed, whatever their idx says.
    private static void RequireOrder(string path, List<Module> modules)
    {
        for (var i = 1; i < modules.Count; i++)
        {
            if (modules[i].Index <= modules[i - 1].Index)
            {
                throw new BundleException(
                    BundleError.Unsupported, $"{path}: idx {modules[i].Index} comes after {modules[i - 1].Index}; list "
                        + "the modules in the order in which they run.");
            }
        }
    }

    private sealed record Module(int Index, string Kind, string Directory)
    {
        public static Module Read(string root, string path, int index, JsonNode? node)
        {
            var file = JsonFile.Of($"{path} (module {index})", node);
            ModelSettings.Module.Check(file);
            var (type, place) = (file.Get<string>("type"), file.Get("path", ""));
            if (place.Length > 0 && !RelativePath.IsSafe(place))
            {
                throw new BundleException(BundleError.Corrupt, $"{file.Path}: the path '{place}' leads out of the "
                    + "directory.");
            }

            return type.StartsWith("sentence_transformers.", StringComparison.Ordinal)
                ? new(file.Get("idx", index), type[(type.LastIndexOf('.') + 1)..], System.IO.Path.Combine(root, place))
                : throw new BundleException(
                    BundleError.Unsupported, $"{file.Path}: the type '{type}' is code of its own; "
                        + "only sentence-transformers' modules are supported.");
        }
    }
}
