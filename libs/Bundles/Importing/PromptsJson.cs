using System.Text.Json.Nodes;

namespace Kale.Bundles;

/// <summary>config_sentence_transformers.json: the prompts of both sides and how vectors are compared.</summary>
internal static class PromptsJson
{
    // encode_document looks for these, in this order.
    private static readonly string[] DocumentKeys = ["document", "passage", "corpus"];

    /// <summary>The file of a directory, its settings checked; null where there is none.</summary>
    public static JsonFile? Read(string directory, BundleKind kind)
    {
        var file = JsonFile.ReadIfExists(Path.Combine(directory, "config_sentence_transformers.json"));
        if (file is not null)
        {
            (kind == BundleKind.CrossEncoder
                ? ModelSettings.CrossSentenceTransformers
                : ModelSettings.SentenceTransformers).Check(file);
        }

        return file;
    }

    public static Prompts ReadPrompts(JsonFile? file)
    {
        if (file is null || !(file.Has("prompts") || file.Has("default_prompt_name")))
        {
            return Prompts.None;
        }

        var prompts = file.Part("prompts");
        var otherwise = file.TryGet<string>("default_prompt_name", out var name) ? prompts.Get<string>(name) : "";
        var document = DocumentKeys.FirstOrDefault(prompts.Has);
        return new Prompts(
            prompts.Get("query", otherwise), document is null ? otherwise : prompts.Get<string>(document));
    }

    public static Metric ReadMetric(JsonFile? file) => file?.Get("similarity_fn_name", "cosine") switch
    {
        null or "cosine" => Metric.Cosine,
        "dot" => Metric.Dot,
        "euclidean" => Metric.Euclid,
        var other => throw new BundleException(
            BundleError.Unsupported,
            $"{file.Path}: similarity_fn_name '{other}' is not supported; 'cosine', 'dot' and 'euclidean' are."),
    };

    public static JsonObject Write(EncoderModel model) => new()
    {
        ["default_prompt_name"] = null,
        ["model_type"] = model.Kind == BundleKind.CrossEncoder ? "CrossEncoder" : "SentenceTransformer",
        ["prompts"] = new JsonObject { ["query"] = model.Prompts.Query, ["document"] = model.Prompts.Document },
        ["similarity_fn_name"] = model.Metric switch
        {
            Metric.Dot => "dot",
            Metric.Euclid => "euclidean",
            _ => "cosine",
        },
    };
}
