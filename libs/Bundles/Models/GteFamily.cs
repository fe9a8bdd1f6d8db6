using System.Text.Json.Nodes;
using static Kale.Bundles.ConfigKeys;
using static Kale.Bundles.Setting;
using static Kale.Bundles.SettingValues;

namespace Kale.Bundles;

/// <summary>mGTE (arXiv 2407.19669): BERT with rotary positions and a gated feed-forward.</summary>
internal static class GteFamily
{
    private const string Code = "Alibaba-NLP/new-impl--";
    private const string Another = "use an encoder that does without it";

    public static EncoderFamily Entry { get; } = new()
    {
        Name = "new",
        ClassPrefix = "New",
        TensorPrefix = "new.",
        Names = new(
            "encoder.layer.{0}",
            ("attention.qkv_proj", ["attention.self.query", "attention.self.key", "attention.self.value"]),
            ("attention.o_proj", ["attention.output.dense"]), ("attn_ln", ["attention.output.LayerNorm"]),
            ("mlp.up_gate_proj", ["intermediate.dense", "intermediate.gate"]), ("mlp.down_proj", ["output.dense"]),
            ("mlp_ln", ["output.LayerNorm"])),
        ClassifierNames = new Dictionary<string, string>
        {
            ["pooler.dense"] = "new.pooler.dense",
            ["classifier"] = "classifier",
        },
        Parts = new() { Positions = false, Gated = true, InnerBias = false },
        Settings = new(
            [
                VocabularySize, Hidden("hidden_size"), Layers("num_hidden_layers"), Heads("num_attention_heads"),
                Intermediate("intermediate_size"), MaxPositions(2048, "max_position_embeddings"), Types(1, least: 0),
                Epsilon(1e-12, "layer_norm_eps"), Activation("gelu", "hidden_act"), Padding,
                Theta("rope_theta", 10_000), Stretch,
            ],
            [
                .. Only(OneOf("rope"), "use an encoder with rotary positions", "position_embedding_type"),
                .. Only(OneOf("layer_norm"), Another, "layer_norm_type"),
                .. Only(Off, Another, "logn_attention_scale"),
                .. Only(IsTrue, "use an encoder whose projections are saved as one", "pack_qkv"),
                .. WithoutEffect(
                    "auto_map", "logn_attention_clip1", "unpad_inputs", "use_memory_efficient_attention"),
            ])
        {
            Written =
            [
                ConfigKey.Always("position_embedding_type", "rope"), ConfigKey.Always("layer_norm_type", "layer_norm"),
                ConfigKey.Always("pack_qkv", true), ConfigKey.Always("logn_attention_scale", false),
                ConfigKey.Always("auto_map", new JsonObject
                {
                    ["AutoConfig"] = $"{Code}configuration.NewConfig",
                    ["AutoModel"] = $"{Code}modeling.NewModel",
                    ["AutoModelForSequenceClassification"] = $"{Code}modeling.NewForSequenceClassification",
                }),
            ],
        },
    };

    private static ConfigKey Stretch => new(
        ["rope_scaling"],
        (file, name, config) => config with
        {
            RotaryFactor = file.Has(name) ? file.Part(name).Get<double>("factor") : 1,
        },
        config => config.RotaryFactor == 1 ? null
            : new JsonObject { ["factor"] = config.RotaryFactor, ["type"] = "ntk" })
    {
        Rule = (
            value => value is null || (value is JsonObject { Count: 2 } rope && OneOf("ntk")(rope["type"])
                && rope["factor"] is JsonValue factor && factor.TryGetValue<double>(out var f) && f >= 1),
            "use an encoder whose rotary positions are as they are, or of the type 'ntk' with its factor"),
    };
}
