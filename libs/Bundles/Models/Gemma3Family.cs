using static Kale.Bundles.ConfigKeys;
using static Kale.Bundles.Setting;
using static Kale.Bundles.SettingValues;

namespace Kale.Bundles;

/// <summary>
/// EmbeddingGemma (arXiv 2509.20354): Gemma 3's text decoder (arXiv 2503.19786), whose tokens see both ways.
/// </summary>
internal static class Gemma3Family
{
    public static EncoderFamily Entry { get; } = Qwen3Family.Entry with
    {
        Name = "gemma3_text",
        ClassPrefix = "Gemma3Text",
        Names = Qwen3Family.Entry.Names with
        {
            Modules =
            [
                .. Qwen3Family.Entry.Names.Modules.Where(module => module.Own != "post_attention_layernorm"),
                ("post_attention_layernorm", ["attention.output.LayerNorm"]),
                ("pre_feedforward_layernorm", ["intermediate.LayerNorm"]),
                ("post_feedforward_layernorm", ["output.LayerNorm"]),
            ],
        },
        Parts = Qwen3Family.Entry.Parts with
        {
            ScaledEmbeddings = true,
            Norm = NormKind.RmsPlusOne,
            Placement = NormPlacement.Sandwich,
        },
        Settings = new(
            [
                VocabularySize, Hidden("hidden_size"), Layers("num_hidden_layers"), Heads("num_attention_heads"),
                Qwen3Family.KeyValueHeads, Qwen3Family.HeadSize, Intermediate("intermediate_size"),
                MaxPositions(131_072, "max_position_embeddings"), Epsilon(1e-6, "rms_norm_eps"),
                Activation(Activations.GeluTanh, "hidden_activation"), Padding, Qwen3Family.AttentionBias,
                ConfigKey.Flag(
                    p => !p.Causal, (p, both) => p with { Causal = !both }, false, "use_bidirectional_attention"),
                ConfigKey.Number(
                    c => c.QueryScalar, (c, n) => c with { QueryScalar = n }, 256, "query_pre_attn_scalar"),
                EveryNth, LayerTypes,
                ConfigKey.Size(
                    c => c.LocalAttention, (c, n) => c with { LocalAttention = n }, 4096, 1, "sliding_window"),
                Theta("rope_theta", 1_000_000), LocalTheta("rope_local_base_freq", 10_000), RopeParameters,
            ],
            [
                .. Only(Off, "use an encoder without it", "attn_logit_softcapping", "rope_scaling"),
                .. WithoutEffect("attention_dropout", "final_logit_softcapping"),
            ])
        {
            Begin = config => config with { TypeVocabSize = 0 },
            Heads = ["Model"],
        },
    };

    // Before there were layer_types: every n-th layer is full, the others have the window.
    private static ConfigKey EveryNth => new(
        ["_sliding_window_pattern", "sliding_window_pattern"],
        (file, name, config) => config with
        {
            LayerKinds = Pattern(config.Layers, Math.Max(1, file.Get(name, 6))),
        },
        _ => null);

    private static string Pattern(int layers, int every) => Canonical(string.Concat(Enumerable.Range(1, layers)
        .Select(n => n % every == 0 ? EncoderConfig.Full : EncoderConfig.Sliding)));
}
