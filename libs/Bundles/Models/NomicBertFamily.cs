using System.Text.Json.Nodes;
using static Kale.Bundles.ConfigKeys;
using static Kale.Bundles.Setting;
using static Kale.Bundles.SettingValues;

namespace Kale.Bundles;

/// <summary>nomic-embed-text (arXiv 2402.01613): BERT with rotary positions and a gated feed-forward.</summary>
internal static class NomicBertFamily
{
    private const string Code = "nomic-ai/nomic-bert-2048--";
    private const string Another = "use an encoder that does without it";
    private const int Multiple = 256;

    public static EncoderFamily Entry { get; } = new()
    {
        Name = "nomic_bert",
        ClassPrefix = "NomicBert",
        TensorPrefix = "bert.",
        Names = new(
            "encoder.layers.{0}",
            ("emb_ln", ["embeddings.LayerNorm"]),
            ("attn.Wqkv", ["attention.self.query", "attention.self.key", "attention.self.value"]),
            ("attn.out_proj", ["attention.output.dense"]), ("norm1", ["attention.output.LayerNorm"]),
            ("mlp.fc11", ["intermediate.dense"]), ("mlp.fc12", ["intermediate.gate"]),
            ("mlp.fc2", ["output.dense"]), ("norm2", ["output.LayerNorm"])),
        Parts = new() { Positions = false, Gated = true },
        Settings = new(
            [
                VocabularySize, Hidden("n_embd", "hidden_size"), Layers("n_layer", "num_hidden_layers"),
                Heads("n_head", "num_attention_heads"), Inner,
                MaxPositions(2048, "n_positions", "max_position_embeddings"),
                Types(2, least: 0), Epsilon(1e-12, "layer_norm_epsilon", "layer_norm_eps"), Padding,
                Theta("rotary_emb_base", 1000), RopeParameters,
                Bias(p => p.AttentionBias, (p, on) => p with { AttentionBias = on, AttentionOutputBias = on },
                    "qkv_proj_bias"),
                Bias(p => p.InnerBias, (p, on) => p with { InnerBias = on }, "mlp_fc1_bias"),
                Bias(p => p.OuterBias, (p, on) => p with { OuterBias = on }, "mlp_fc2_bias"),
            ],
            [
                .. Only(OneOf("swiglu"), Another, "activation_function"), .. Only(OneOf("silu"), Another, "hidden_act"),
                .. Only(
                    Off, Another, "causal", "prenorm", "parallel_block", "parallel_block_tied_norm", "use_rms_norm",
                    "rotary_emb_interleaved", "rotary_emb_scale_base", "rotary_scaling_factor",
                    "scale_attn_by_inverse_layer_idx", "num_experts"),
                .. Only(value => value is null || value.ToString() is "1" or "1.0", Another, "rotary_emb_fraction"),
                .. Only(IsTrue, Another, "scale_attn_weights"),
                .. WithoutEffect(
                    "attn_pdrop", "embd_pdrop", "resid_pdrop", "dense_seq_output", "fused_bias_fc",
                    "fused_dropout_add_ln", "max_trained_positions", "pad_vocab_size_multiple",
                    "reorder_and_upcast_attn", "use_flash_attn", "use_xentropy", "summary_activation",
                    "summary_first_dropout", "summary_proj_to_labels", "summary_type", "summary_use_proj", "auto_map",
                    "head_dim"),
            ])
        {
            Begin = config => config with { HiddenActivation = Activations.Silu },
            Heads = ["Model", "ForPreTraining", "ForMaskedLM"],
            Written =
            [
                ConfigKey.Always("activation_function", "swiglu"), ConfigKey.Always("causal", false),
                ConfigKey.Always("prenorm", false), ConfigKey.Always("rotary_emb_fraction", 1.0),
                ConfigKey.Always("rotary_emb_interleaved", false), ConfigKey.Always("parallel_block", false),
                ConfigKey.Always("scale_attn_weights", true), ConfigKey.Always("use_rms_norm", false),
                ConfigKey.Always("auto_map", new JsonObject
                {
                    ["AutoConfig"] = $"{Code}configuration_hf_nomic_bert.NomicBertConfig",
                    ["AutoModel"] = $"{Code}modeling_hf_nomic_bert.NomicBertModel",
                }),
            ],
        },
    };

    // The family's own code rounds the width of the gated feed-forward up.
    private static ConfigKey Inner => new(
        ["n_inner", "intermediate_size"],
        (file, name, config) => config with
        {
            IntermediateSize = name == "n_inner"
                ? (Math.Max(1, file.Get(name, 4 * config.HiddenSize)) + Multiple - 1) / Multiple * Multiple
                : Math.Max(1, file.Get<int>(name)),
        },
        config => config.IntermediateSize);

    // transformers 5 has no such keys and no biases; the older code has them on unless told otherwise.
    private static ConfigKey Bias(
        Func<EncoderParts, bool> get, Func<EncoderParts, bool, EncoderParts> with, string name) => new(
            [name],
            (file, key, config) => config with
            {
                Parts = with(config.Parts, file.Get(key, file.Has("n_embd"))),
            },
            config => get(config.Parts));
}
