using System.Text.Json.Nodes;

namespace Kale.Bundles;

/// <summary>sentence_bert_config.json: the longest input and an additional lower-casing.</summary>
internal static class TransformerJson
{
    private static readonly string[] Unsupported =
        ["processing_kwargs", "query_length", "document_length", "query_expansion"];

    public static JsonObject Write(EncoderModel model) =>
        new() { ["max_seq_length"] = model.MaxTokens, ["do_lower_case"] = false };

    public static JsonFile? Read(string directory)
    {
        var file = JsonFile.ReadIfExists(Path.Combine(directory, "sentence_bert_config.json"));
        if (file is not null && Unsupported.FirstOrDefault(file.Has) is { } key)
        {
            throw new BundleException(
                BundleError.Unsupported,
                $"{file.Path}: {key} is not supported; save the model with one max_seq_length for all texts.");
        }

        return file;
    }

    /// <summary>max_seq_length, else the tokenizer's model_max_length, never more than there are positions.</summary>
    public static int MaxTokens(string directory, JsonFile? transformer, EncoderConfig config)
    {
        if (transformer is not null && transformer.TryGet<int>("max_seq_length", out var said))
        {
            return Math.Min(said, config.MaxPositions);
        }

        // Where nobody set it, model_max_length is 1e30.
        var tokenizer = JsonFile.ReadIfExists(Path.Combine(directory, "tokenizer_config.json"));
        return (int)Math.Min(tokenizer?.Get("model_max_length", 1e30) ?? 1e30, config.MaxPositions);
    }

    public static TokenizerModel Tokenizer(string directory, JsonFile? transformer)
    {
        var tokenizer = TokenizerModel.Read(directory);
        return transformer?.Get("do_lower_case", false) != true ? tokenizer : tokenizer with
        {
            Settings = tokenizer.Settings with { LowerCase = true, StripAccents = tokenizer.Settings.StripsAccents },
        };
    }
}
