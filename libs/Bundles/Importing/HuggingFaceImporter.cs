namespace Kale.Bundles;

/// <summary>
/// Imports the directory of a BERT-family encoder as Hugging Face's transformers or sentence-transformers save it: dual
/// encoders (without modules.json: mean pooling, not normalised, as sentence-transformers opens them) and cross
/// encoders (BertForSequenceClassification).
/// </summary>
public static class HuggingFaceImporter
{
    /// <summary>
    /// Reads config.json, the tokenizer, model.safetensors (or its shards) and what modules.json names.
    /// </summary>
    /// <exception cref="BundleException">
    /// Something is missing, of the wrong shape or unsupported; the message names it.
    /// </exception>
    public static EncoderModel Import(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        if (!Directory.Exists(directory))
        {
            throw new BundleException(BundleError.NotFound, $"{directory}: no such directory.");
        }

        var modules = SentenceTransformersModules.Read(directory);
        var encoder = modules?.Transformer ?? directory;
        var config = EncoderConfig.Read(Path.Combine(encoder, "config.json"));
        var isCrossEncoder = config.Labels > 0 && modules?.Pooling is null;
        return Located.At(directory, () => (isCrossEncoder
            ? CrossEncoder(encoder, config)
            : DualEncoder(directory, modules ?? Plain(encoder), config with { Labels = 0 })).Validated());
    }

    private static SentenceTransformersModules Plain(string directory) => new(directory, null, null, Normalize: false);

    private static EncoderModel CrossEncoder(string directory, EncoderConfig config) =>
        Encoder(directory, config, BundleKind.CrossEncoder) with { Normalize = false };

    private static EncoderModel DualEncoder(string directory, SentenceTransformersModules modules, EncoderConfig config)
    {
        var settings = JsonFile.ReadIfExists(Path.Combine(directory, "config_sentence_transformers.json"));
        var prompts = PromptsJson.ReadPrompts(settings);
        var model = Encoder(modules.Transformer, config, BundleKind.DualEncoder) with
        {
            Pooling = modules.Pooling is { } pooling
                ? PoolingJson.Read(JsonFile.Read(Path.Combine(pooling, "config.json")), config.HiddenSize, prompts)
                : PoolingMode.Mean,
            Normalize = modules.Normalize,
            Prompts = prompts,
            Metric = PromptsJson.ReadMetric(settings),
        };
        foreach (var tensor in modules.Dense is null ? [] : DenseProjection.Read(modules.Dense, config.HiddenSize))
        {
            model.Weights.Add(tensor);
        }

        return model;
    }

    private static EncoderModel Encoder(string directory, EncoderConfig config, BundleKind kind)
    {
        var transformer = TransformerJson.Read(directory);
        return new EncoderModel
        {
            Kind = kind,
            Config = config,
            Weights = HuggingFaceWeights.Read(directory, config, kind),
            Tokenizer = TransformerJson.Tokenizer(directory, transformer),
            MaxTokens = TransformerJson.MaxTokens(directory, transformer, config),
        };
    }
}
