using System.Text.Json.Nodes;

namespace Kale.Bundles;

/// <summary>config.json → <see cref="EncoderConfig"/>, refusing by name what the encoder graph does not do.</summary>
internal static class EncoderConfigReader
{
    public static EncoderConfig Read(JsonFile file)
    {
        var family = FamilyOf(file);
        var pad = file.Get("pad_token_id", family.DefaultPadTokenId);
        var config = new EncoderConfig
        {
            Family = family,
            VocabSize = Positive(file, "vocab_size"),
            HiddenSize = Positive(file, "hidden_size"),
            Layers = NotNegative(file, "num_hidden_layers"), // None: embeddings and pooling, a lookup table.
            Heads = Positive(file, "num_attention_heads"),
            IntermediateSize = Positive(file, "intermediate_size"),
            MaxPositions = Positive(file, "max_position_embeddings", 512),
            TypeVocabSize = Positive(file, "type_vocab_size", 2),
            LayerNormEpsilon = file.Get("layer_norm_eps", 1e-12),
            HiddenActivation = file.Get("hidden_act", "gelu"),
            PadTokenId = pad,
            FirstPosition = family.PositionsAfterPadding ? pad + 1 : 0,
            Labels = LabelsOf(file, family),
        };
        RequirePad(file, config);
        return config.HiddenSize % config.Heads == 0 ? config : throw new BundleException(
            BundleError.Corrupt,
            $"{file.Path}: hidden_size {config.HiddenSize} is not a multiple of num_attention_heads {config.Heads}.");
    }

    private static void RequirePad(JsonFile file, EncoderConfig config)
    {
        if (config.FirstPosition < 0 || config.MaxInput <= 0 || config.PadTokenId >= config.VocabSize)
        {
            throw SettingTable.Refused(
                file, "pad_token_id", config.PadTokenId, "it must be one of vocab_size, and of an encoder whose "
                    + "positions begin behind it one of max_position_embeddings");
        }
    }

    private static EncoderFamily FamilyOf(JsonFile file)
    {
        var family = file.Get("model_type", "bert");
        if (!ModelSettings.Families.TryGetValue(family, out var settings))
        {
            throw SettingTable.Refused(
                file, "model_type", file.Root["model_type"],
                $"use an encoder whose model_type is '{string.Join("' or '", ModelSettings.Families.Keys)}'");
        }

        settings.Check(file);
        return EncoderFamily.All[family];
    }

    // Hugging Face derives the number of labels from id2label, and takes two where nothing is said.
    private static int LabelsOf(JsonFile file, EncoderFamily family)
    {
        if (!IsClassifier(file, family))
        {
            return 0;
        }

        var said = Positive(file, "num_labels", 2);
        if (!file.TryGet<JsonObject>("id2label", out var labels))
        {
            return said;
        }

        return !file.Has("num_labels") || said == labels.Count ? labels.Count : throw SettingTable.Refused(
            file, "num_labels", file.Root["num_labels"], $"id2label has {labels.Count}; make the two agree");
    }

    private static bool IsClassifier(JsonFile file, EncoderFamily family) =>
        file.Get("architectures", new JsonArray())
            .Any(name => $"{name}" == family.Classifier || $"{name}" == $"TF{family.Classifier}");

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
