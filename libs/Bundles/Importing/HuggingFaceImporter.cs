namespace Kale.Bundles;

/// <summary>
/// Imports the directory of an encoder of a known family as Hugging Face's transformers or sentence-transformers save
/// it: dual encoders (without modules.json: mean pooling, or the last token of a decoder, not normalised, as
/// sentence-transformers opens them) and cross encoders (BertForSequenceClassification and its like). Every setting
/// that changes ids or vectors is honoured, or refused by name.
/// </summary>
public static class HuggingFaceImporter
{
    private const int MostPaddingRows = 1024;

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
        DirectoryFiles.RequireSupported(directory, encoder, modules is not null);
        var config = EncoderConfig.Read(Path.Combine(encoder, "config.json"));
        return Located.At(directory, () => Import(directory, modules, encoder, config).Validated());
    }

    private static EncoderModel Import(
        string directory, SentenceTransformersModules? modules, string encoder, EncoderConfig config)
    {
        if (config.Labels > 0 && modules?.Pooling is null)
        {
            return CrossEncoder(directory, encoder, config);
        }

        if (modules is { Pooling: null })
        {
            throw new BundleException(
                BundleError.Unsupported, "modules.json has no Pooling, so nothing says how the vectors of tokens "
                    + "become one; add the model's pooling.");
        }

        return DualEncoder(directory, modules ?? Plain(encoder), config with { Labels = 0 });
    }

    private static SentenceTransformersModules Plain(string directory)
    {
        DirectoryFiles.RequireNoOtherTask(directory);
        return new(directory, null, null, Normalize: false);
    }

    private static EncoderModel CrossEncoder(string directory, string encoder, EncoderConfig config)
    {
        CrossEncoderLabels.Require(JsonFile.Read(Path.Combine(encoder, "config.json")), config.Labels);
        PromptsJson.Read(directory, BundleKind.CrossEncoder);
        return Encoder(encoder, config, BundleKind.CrossEncoder) with { Normalize = false };
    }

    private static EncoderModel DualEncoder(string directory, SentenceTransformersModules modules, EncoderConfig config)
    {
        var settings = PromptsJson.Read(directory, BundleKind.DualEncoder);
        var prompts = PromptsJson.ReadPrompts(settings);
        var model = Encoder(modules.Transformer, config, BundleKind.DualEncoder) with
        {
            Pooling = modules.Pooling is { } pooling
                ? PoolingJson.Read(JsonFile.Read(Path.Combine(pooling, "config.json")), config.HiddenSize, prompts)
                : DirectoryFiles.PoolingOf(modules.Transformer),
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
        var transformer = TransformerJson.Read(directory, kind);
        var tokenizer = TransformerJson.Tokenizer(directory, transformer);
        RequireWhole(tokenizer.Vocabulary.Count, config.VocabSize);
        RequireFilledOnTheRight(directory, config);
        return new EncoderModel
        {
            Kind = kind,
            Config = config,
            Weights = HuggingFaceWeights.Read(directory, config, kind),
            Tokenizer = tokenizer,
            MaxTokens = TransformerJson.MaxTokens(directory, transformer, config),
        };
    }

    // Where only distances count, or what is no padding, texts may be filled on the left too.
    private static void RequireFilledOnTheRight(string directory, EncoderConfig config)
    {
        var file = JsonFile.ReadIfExists(Path.Combine(directory, "tokenizer_config.json"));
        if (config.Parts.Positions && config.FirstPosition == 0 && file?.Get("padding_side", "right") == "left")
        {
            throw SettingTable.Refused(
                file, "padding_side", "left",
                "batches are filled on the right here; use an encoder that was trained so");
        }
    }

    // Tables are padded to round numbers, by a few hundred rows at most.
    private static void RequireWhole(int tokens, int rows)
    {
        if (rows - tokens > Math.Max(MostPaddingRows, rows / 50))
        {
            throw new BundleException(
                BundleError.Corrupt,
                $"The tokenizer has {tokens:N0} tokens and the word embeddings {rows:N0} rows: {rows - tokens:N0} rows "
                    + "have no token. The tokenizer's file is cut off, or another encoder's; get it anew.");
        }
    }
}
