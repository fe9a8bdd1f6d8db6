using static Kale.Bundles.ConfigKeys;
using static Kale.Bundles.Setting;
using static Kale.Bundles.SettingValues;

namespace Kale.Bundles;

/// <summary>Qwen3 Embedding (arXiv 2506.05176): a decoder whose last token stands for the text.</summary>
internal static class Qwen3Family
{
    public static EncoderFamily Entry { get; } = new()
    {
        Name = "qwen3",
        ClassPrefix = "Qwen3",
        TensorPrefix = "model.",
        Names = new(
            "layers.{0}",
            ("embed_tokens", ["embeddings.word_embeddings"]), ("input_layernorm", ["attention.LayerNorm"]),
            ("self_attn.q_proj", ["attention.self.query"]), ("self_attn.k_proj", ["attention.self.key"]),
            ("self_attn.v_proj", ["attention.self.value"]), ("self_attn.o_proj", ["attention.output.dense"]),
            ("self_attn.q_norm", ["attention.self.query_LayerNorm"]),
            ("self_attn.k_norm", ["attention.self.key_LayerNorm"]),
            ("post_attention_layernorm", ["intermediate.LayerNorm"]),
            ("mlp.up_proj", ["intermediate.dense"]), ("mlp.gate_proj", ["intermediate.gate"]),
            ("mlp.down_proj", ["output.dense"]), ("norm", ["encoder.LayerNorm"])),
        Parts = new()
        {
            Positions = false,
            EmbeddingNorm = false,
            Norm = NormKind.Rms,
            NormBias = false,
            Placement = NormPlacement.Pre,
            FinalNorm = true,
            InnerBias = false,
            OuterBias = false,
            Gated = true,
            HeadNorms = true,
            Causal = true,
        },
        Settings = new(
            [
                VocabularySize, Hidden("hidden_size"), Layers("num_hidden_layers"), Heads("num_attention_heads"),
                KeyValueHeads, HeadSize, Intermediate("intermediate_size"),
                MaxPositions(32_768, "max_position_embeddings"), Epsilon(1e-6, "rms_norm_eps"),
                Activation(Activations.Silu, "hidden_act"), Padding, AttentionBias,
                Theta("rope_theta", 10_000), RopeParameters,
            ],
            [
                .. Only(
                    ListOf(int.MaxValue, "full_attention"), "use an encoder whose layers all see the whole text",
                    "layer_types"),
                .. Only(Off, "use an encoder whose layers all see the whole text", "use_sliding_window"),
                .. Only(Off, "use an encoder whose rotary positions are as they are", "rope_scaling"),
                .. WithoutEffect("attention_dropout", "max_window_layers", "sliding_window"),
            ])
        {
            Begin = config => config with { TypeVocabSize = 0 },
            Heads = ["Model", "ForCausalLM"],
        },
    };

    internal static ConfigKey KeyValueHeads => ConfigKey.Size(
        c => c.KeyValueHeads, (c, n) => c with { KeyValueHeads = n }, null, 1, "num_key_value_heads");

    internal static ConfigKey HeadSize => ConfigKey.Size(
        c => c.HeadSize, (c, n) => c with { HeadSize = n }, null, 1, "head_dim");

    internal static ConfigKey AttentionBias => ConfigKey.Flag(
        p => p.AttentionBias, (p, on) => p with { AttentionBias = on, AttentionOutputBias = on }, false,
        "attention_bias");
}
