using System.Text.Json.Nodes;

namespace Kale.Bundles;

/// <summary>sentence_bert_config.json: the longest input and an additional lower-casing.</summary>
internal static class TransformerJson
{
    private const string Name = "sentence_bert_config.json";

    // sentence-transformers takes the first that there is, whatever the encoder.
    private static readonly string[] s_names =
    [
        Name, "sentence_roberta_config.json", "sentence_distilbert_config.json", "sentence_camembert_config.json",
        "sentence_albert_config.json", "sentence_xlm-roberta_config.json", "sentence_xlnet_config.json",
    ];

    public static JsonObject Write(EncoderModel model) =>
        new() { ["max_seq_length"] = model.MaxTokens, ["do_lower_case"] = false };

    public static JsonFile? Read(string directory, BundleKind kind)
    {
        var path = s_names.Select(name => Path.Combine(directory, name)).FirstOrDefault(File.Exists);
        var file = path is null ? null : JsonFile.Read(path);
        if (file is not null)
        {
            (kind == BundleKind.CrossEncoder ? ModelSettings.CrossTransformer : ModelSettings.Transformer).Check(file);
        }

        return file;
    }

    /// <summary>max_seq_length, else the tokenizer's model_max_length, never more than there are positions.</summary>
    public static int MaxTokens(string directory, JsonFile? transformer, EncoderConfig config)
    {
        if (transformer is not null && transformer.TryGet<int>("max_seq_length", out var said))
        {
            return Math.Min(said, config.MaxInput);
        }

        // Where nobody set it, model_max_length is 1e30. Its name before transformers 3 was max_len.
        var tokenizer = JsonFile.ReadIfExists(Path.Combine(directory, "tokenizer_config.json"));
        var most = tokenizer?.Get("model_max_length", tokenizer.Get("max_len", 1e30)) ?? 1e30;
        return (int)Math.Min(most, config.MaxInput);
    }

    public static TokenizerModel Tokenizer(string directory, JsonFile? transformer)
    {
        var tokenizer = TokenizerModel.Read(directory);
        if (transformer?.Get("do_lower_case", false) != true) { return tokenizer; }
        if (tokenizer.Pipeline is not null)
        {
            throw SettingTable.Refused(
                transformer, "do_lower_case", true, "say it in tokenizer.json, with a Lowercase normalizer");
        }

        return tokenizer with
        {
            Settings = tokenizer.Settings with { LowerCase = true, StripAccents = tokenizer.Settings.StripsAccents },
        };
    }
}
