using System.Text.Json.Nodes;

namespace Kale.Bundles;

/// <summary>config.json → <see cref="EncoderConfig"/>, refusing by name what the encoder graph does not do.</summary>
internal static class EncoderConfigReader
{
    public static EncoderConfig Read(JsonFile file)
    {
        var family = FamilyOf(file);
        var empty = new EncoderConfig
        {
            Family = family,
            VocabSize = 0,
            HiddenSize = 0,
            Layers = 0,
            Heads = 0,
            IntermediateSize = 0,
            Labels = LabelsOf(file, family),
        };
        var config = family.Settings.Keys.Aggregate(
            family.Settings.Begin(empty), (read, key) => key.ReadFrom(file, read));
        RequirePad(file, config);
        RequireHeads(file, config);
        return config;
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

    private static void RequireHeads(JsonFile file, EncoderConfig config)
    {
        var (size, heads) = (NameOf(config, "hidden_size", "dim", "n_embd"), NameOf(config, "num_attention_heads",
            "n_heads", "n_head"));
        if (!file.Has("head_dim") && config.HiddenSize % config.Heads != 0)
        {
            throw new BundleException(
                BundleError.Corrupt,
                $"{file.Path}: {size} {config.HiddenSize} is not a multiple of {heads} {config.Heads}.");
        }

        if (config.Heads % config.KeyValueHeads != 0 || (config.RotaryBase != 0 && config.HeadSize % 2 != 0))
        {
            throw new BundleException(
                BundleError.Corrupt, $"{file.Path}: {heads} {config.Heads} of {config.HeadSize} values each cannot "
                    + $"share {config.KeyValueHeads} heads of keys, or turn by rotary positions.");
        }
    }

    private static string NameOf(EncoderConfig config, params string[] names) =>
        config.Family.Settings.Keys.SelectMany(key => key.Names).First(names.Contains);

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

        var said = file.Get("num_labels", 2);
        if (said <= 0)
        {
            throw new BundleException(
                BundleError.Corrupt, $"{file.Path}: num_labels is {said}; a positive whole number is expected.");
        }

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
}
