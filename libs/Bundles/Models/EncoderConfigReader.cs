using System.Text.Json.Nodes;

namespace Kale.Bundles;

/// <summary>config.json → <see cref="EncoderConfig"/>, refusing by name what the encoder graph does not do.</summary>
internal static class EncoderConfigReader
{
    private const string Classifier = "BertForSequenceClassification";

    public static EncoderConfig Read(JsonFile file)
    {
        RequireSupported(file);
        var config = new EncoderConfig
        {
            VocabSize = Positive(file, "vocab_size"),
            HiddenSize = Positive(file, "hidden_size"),
            Layers = NotNegative(file, "num_hidden_layers"), // None: embeddings and pooling, a lookup table.
            Heads = Positive(file, "num_attention_heads"),
            IntermediateSize = Positive(file, "intermediate_size"),
            MaxPositions = Positive(file, "max_position_embeddings", 512),
            TypeVocabSize = Positive(file, "type_vocab_size", 2),
            LayerNormEpsilon = file.Get("layer_norm_eps", 1e-12),
            HiddenActivation = file.Get("hidden_act", "gelu"),
            PadTokenId = file.Get("pad_token_id", 0),
            Labels = LabelsOf(file),
        };
        return config.HiddenSize % config.Heads == 0 ? config : throw new BundleException(
            BundleError.Corrupt,
            $"{file.Path}: hidden_size {config.HiddenSize} is not a multiple of num_attention_heads {config.Heads}.");
    }

    private static void RequireSupported(JsonFile file)
    {
        Only(file, "model_type", "bert", "bert");
        Only(file, "hidden_act", "gelu", "gelu");
        Only(file, "position_embedding_type", "absolute", "absolute");
        if (file.Get("is_decoder", false))
        {
            throw new BundleException(
                BundleError.Unsupported, $"{file.Path}: is_decoder is true; only bidirectional encoders are "
                    + "supported.");
        }
    }

    private static void Only(JsonFile file, string key, string supported, string otherwise)
    {
        var value = file.Get(key, otherwise);
        if (value != supported)
        {
            throw new BundleException(
                BundleError.Unsupported,
                $"{file.Path}: {key} '{value}' is not supported; use an encoder whose {key} is '{supported}'.");
        }
    }

    // Hugging Face derives the number of labels from id2label, and takes two where nothing is said.
    private static int LabelsOf(JsonFile file)
    {
        var architectures = file.Get("architectures", new JsonArray());
        if (!architectures.Any(a => a is JsonValue v && v.TryGetValue<string>(out var name) && name == Classifier))
        {
            return 0;
        }

        return file.TryGet<JsonObject>("id2label", out var labels) ? labels.Count : Positive(file, "num_labels", 2);
    }

    private static int NotNegative(JsonFile file, string key)
    {
        var value = file.Get<int>(key);
        return value >= 0 ? value : throw new BundleException(
            BundleError.Corrupt, $"{file.Path}: {key} is {value}; a whole number from 0 is expected.");
    }

    private static int Positive(JsonFile file, string key, int? otherwise = null)
    {
        var value = otherwise is { } o ? file.Get(key, o) : file.Get<int>(key);
        return value > 0 ? value : throw new BundleException(
            BundleError.Corrupt, $"{file.Path}: {key} is {value}; a positive whole number is expected.");
    }
}
