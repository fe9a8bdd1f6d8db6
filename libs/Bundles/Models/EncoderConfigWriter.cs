using System.Globalization;
using System.Text.Json.Nodes;

namespace Kale.Bundles;

/// <summary><see cref="EncoderConfig"/> → the keys of config.json that Hugging Face's class reads.</summary>
internal static class EncoderConfigWriter
{
    public static JsonObject Write(EncoderConfig config)
    {
        var json = new JsonObject
        {
            ["architectures"] = new JsonArray(
                config.Labels > 0 ? config.Family.Classifier : $"{config.Family.ClassPrefix}Model"),
            ["attention_probs_dropout_prob"] = 0.1,
            ["hidden_act"] = config.HiddenActivation,
            ["hidden_dropout_prob"] = 0.1,
            ["hidden_size"] = config.HiddenSize,
            ["initializer_range"] = 0.02,
            ["intermediate_size"] = config.IntermediateSize,
            ["layer_norm_eps"] = config.LayerNormEpsilon,
            ["max_position_embeddings"] = config.MaxPositions,
            ["model_type"] = config.Family.Name,
            ["num_attention_heads"] = config.Heads,
            ["num_hidden_layers"] = config.Layers,
            ["pad_token_id"] = config.PadTokenId,
            ["position_embedding_type"] = "absolute",
            ["torch_dtype"] = "float32",
            ["type_vocab_size"] = config.TypeVocabSize,
            ["vocab_size"] = config.VocabSize,
        };
        AddLabels(json, config.Labels);
        return json;
    }

    private static void AddLabels(JsonObject json, int labels)
    {
        if (labels == 0)
        {
            return;
        }

        var (names, ids) = (new JsonObject(), new JsonObject());
        for (var i = 0; i < labels; i++)
        {
            names[i.ToString(CultureInfo.InvariantCulture)] = $"LABEL_{i}";
            ids[$"LABEL_{i}"] = i;
        }

        (json["id2label"], json["label2id"]) = (names, ids);
    }
}
