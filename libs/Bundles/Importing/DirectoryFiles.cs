using System.Text.Json.Nodes;

namespace Kale.Bundles;

/// <summary>What a directory holds beside the files that are read, and what its absence or presence means.</summary>
internal static class DirectoryFiles
{
    private static readonly (string File, string Needed)[] s_refused =
    [
        ("adapter_config.json", "an adapter that changes the weights; merge it into them (peft's merge_and_unload), "
            + "and save the encoder"),
        ("adapter_model.safetensors", "an adapter that changes the weights; merge it into them (peft's "
            + "merge_and_unload), and save the encoder"),
        ("router_config.json", "a choice between several encoders; save the one that is wanted by itself"),
    ];

    private static readonly string[] s_modules = ["Pooling", "Dense", "Normalize", "LayerNorm", "WeightedLayerPooling"];

    private static readonly string[] s_otherTasks =
        ["ForTokenClassification", "ForQuestionAnswering", "ForMultipleChoice"];

    public static void RequireSupported(string root, string encoder, bool hasModules)
    {
        foreach (var (file, needed) in s_refused)
        {
            var found = new[] { root, encoder }.Select(place => Path.Combine(place, file)).FirstOrDefault(File.Exists);
            if (found is not null)
            {
                throw new BundleException(BundleError.Unsupported, $"{found}: is {needed}.");
            }
        }

        if (!hasModules && ModuleIn(root) is { } module)
        {
            throw new BundleException(
                BundleError.Missing, $"{root}: there is {module}, but no modules.json, which says what follows the "
                    + "encoder; add the model's modules.json.");
        }
    }

    /// <summary>Of a directory without modules.json: its encoder was not trained for something else.</summary>
    public static void RequireNoOtherTask(string encoder)
    {
        var config = JsonFile.Read(Path.Combine(encoder, "config.json"));
        var head = config.Get("architectures", new JsonArray()).Select(name => $"{name}")
            .FirstOrDefault(name => s_otherTasks.Any(task => name.EndsWith(task, StringComparison.Ordinal)));
        if (head is not null)
        {
            throw SettingTable.Refused(
                config, "architectures", head, "it was trained for another task, and there is no modules.json that "
                    + "says how its tokens become a vector");
        }
    }

    /// <summary>Of a directory without modules.json: what sentence-transformers takes then.</summary>
    public static PoolingMode PoolingOf(string encoder)
    {
        var classes = JsonFile.Read(Path.Combine(encoder, "config.json")).Get("architectures", new JsonArray());
        return classes is [var first, ..] && $"{first}".EndsWith("ForCausalLM", StringComparison.Ordinal)
            ? PoolingMode.Last
            : PoolingMode.Mean;
    }

    private static string? ModuleIn(string root) =>
        Directory.EnumerateDirectories(root).Select(path => Path.GetFileName(path))
            .FirstOrDefault(name => name.Split('_') is [var number, var kind] && int.TryParse(number, out _)
                && s_modules.Contains(kind));
}
