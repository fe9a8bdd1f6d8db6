using System.Text.Json.Nodes;
using static Kale.Bundles.ConfigKeys;
using static Kale.Bundles.Setting;

namespace Kale.Bundles;

/// <summary>ModernBERT (arXiv 2412.13663): norms in front, rotary positions, windows in two layers of three.</summary>
internal static class ModernBertFamily
{
    public static EncoderFamily Entry { get; } = new()
    {
        Name = "modernbert",
        ClassPrefix = "ModernBert",
        TensorPrefix = "model.",
        Names = new(
            "layers.{0}",
            ("embeddings.tok_embeddings", ["embeddings.word_embeddings"]),
            ("embeddings.norm", ["embeddings.LayerNorm"]),
            ("attn_norm", ["attention.LayerNorm"]),
            ("attn.Wqkv", ["attention.self.query", "attention.self.key", "attention.self.value"]),
            ("attn.Wo", ["attention.output.dense"]),
            ("mlp_norm", ["intermediate.LayerNorm"]),
            ("mlp.Wi", ["intermediate.gate", "intermediate.dense"]),
            ("mlp.Wo", ["output.dense"]),
            ("final_norm", ["encoder.LayerNorm"])),
        ClassifierNames = new Dictionary<string, string>
        {
            ["pooler.dense"] = "head.dense",
            ["pooler.LayerNorm"] = "head.norm",
            ["classifier"] = "classifier",
        },
        DefaultPadTokenId = 50283,
        Parts = new()
        {
            Positions = false,
            Placement = NormPlacement.Pre,
            FirstNorm = false,
            FinalNorm = true,
            Gated = true,
            Classifier = new(Activations.Gelu, Norm: true),
        },
        Settings = new(
            [
                VocabularySize, Hidden("hidden_size"), Layers("num_hidden_layers"), Heads("num_attention_heads"),
                Intermediate("intermediate_size"), MaxPositions(8192, "max_position_embeddings"),
                Epsilon(1e-5, "norm_eps"), Activation("gelu", "hidden_activation"), Padding,
                ConfigKey.Flag(p => p.NormBias, (p, on) => p with { NormBias = on }, false, "norm_bias"),
                ConfigKey.Flag(
                    p => p.AttentionBias, (p, on) => p with { AttentionBias = on, AttentionOutputBias = on }, false,
                    "attention_bias"),
                ConfigKey.Flag(
                    p => p.InnerBias, (p, on) => p with { InnerBias = on, OuterBias = on }, false, "mlp_bias"),
                ConfigKey.Flag(
                    p => p.Classifier.Bias,
                    (p, on) => p with { Classifier = p.Classifier with { Bias = on } }, false, "classifier_bias"),
                ClassifierActivation, ClassifierPooling, EveryNth, LayerTypes,
                ConfigKey.Size(
                    c => c.LocalAttention, (c, n) => c with { LocalAttention = n }, 128, 1, "local_attention"),
                Theta("global_rope_theta", 160_000), LocalTheta("local_rope_theta", null), RopeParameters,
            ],
            [.. WithoutEffect(
                "attention_dropout", "classifier_dropout", "embedding_dropout", "mlp_dropout", "decoder_bias",
                "deterministic_flash_attn", "initializer_cutoff_factor", "repad_logits_with_grad",
                "reference_compile", "sparse_pred_ignore_index", "sparse_prediction", "position_embedding_type",
                "layer_norm_eps")])
        {
            Begin = config => config with { TypeVocabSize = 0 },
        },
    };

    private static ConfigKey ClassifierActivation => new(
        ["classifier_activation"],
        (file, name, config) => WithClassifier(
            config, c => c with { Activation = Activations.Known(file.Get(name, Activations.Gelu))! }),
        config => config.Parts.Classifier.Activation)
    { Rule = Activation(Activations.Gelu, "classifier_activation").Rule };

    private static ConfigKey ClassifierPooling => new(
        ["classifier_pooling"],
        (file, name, config) => WithClassifier(
            config, c => c with { Pooling = file.Get(name, "cls") == "mean" ? PoolingMode.Mean : PoolingMode.Cls }),
        config => config.Parts.Classifier.Pooling == PoolingMode.Mean ? "mean" : "cls")
    { Rule = (SettingValues.OneOf("cls", "mean"), "use an encoder whose classifier pools by 'cls' or 'mean'") };

    // Layers 0, n, 2n … are full. Of a cut encoder whose layers no n describes, layer_types alone does: then null is
    // written, at which transformers before 5, which read n alone, stop instead of computing something else.
    private static ConfigKey EveryNth => new(
        ["global_attn_every_n_layers"],
        (file, name, config) => config with
        {
            LayerKinds = Pattern(config.Layers, Math.Max(1, file.Get(name, 3))),
        },
        config => Enumerable.Range(1, Math.Max(1, config.Layers))
            .Where(n => Pattern(config.Layers, n) == config.LayerKinds)
            .Select(n => (JsonNode?)n).FirstOrDefault());

    private static string Pattern(int layers, int every) => Canonical(string.Concat(
        Enumerable.Range(0, layers).Select(n => n % every == 0 ? EncoderConfig.Full : EncoderConfig.Sliding)));

    private static EncoderConfig WithClassifier(EncoderConfig config, Func<ClassifierParts, ClassifierParts> with) =>
        config with { Parts = config.Parts with { Classifier = with(config.Parts.Classifier) } };
}
