using static Kale.Bundles.ConfigKeys;
using static Kale.Bundles.Setting;
using static Kale.Bundles.SettingValues;

namespace Kale.Bundles;

/// <summary>BERT (arXiv 1810.04805), and the families that have its layer.</summary>
internal static class BertFamilies
{
    private const string Absolute = "use an encoder whose position_embedding_type is 'absolute'";

    private static readonly Dictionary<string, string> s_pooled = new()
    {
        ["pooler.dense"] = "bert.pooler.dense",
        ["classifier"] = "classifier",
    };

    // One dense layer over the first token, then one more; the names are those of all but BERT.
    private static readonly Dictionary<string, string> s_classificationHead = new()
    {
        ["pooler.dense"] = "classifier.dense",
        ["classifier"] = "classifier.out_proj",
    };

    private static readonly ConfigKey[] s_keys =
    [
        VocabularySize, Hidden("hidden_size"), Layers("num_hidden_layers"), Heads("num_attention_heads"),
        Intermediate("intermediate_size"), MaxPositions(512, "max_position_embeddings"), Types(2),
        Epsilon(1e-12, "layer_norm_eps"), Activation("gelu", "hidden_act"), Padding,
    ];

    private static readonly ConfigKey[] s_written =
    [
        ConfigKey.Always("attention_probs_dropout_prob", 0.1), ConfigKey.Always("hidden_dropout_prob", 0.1),
        ConfigKey.Always("initializer_range", 0.02), ConfigKey.Always("position_embedding_type", "absolute"),
    ];

    private static readonly FamilySettings s_settings =
        new(s_keys, [.. Only(OneOf("absolute"), Absolute, "position_embedding_type")]) { Written = s_written };

    public static EncoderFamily Bert { get; } = new()
    {
        Name = "bert",
        ClassPrefix = "Bert",
        TensorPrefix = "bert.",
        ClassifierNames = s_pooled,
        Settings = s_settings,
    };

    private static EncoderFamily Roberta { get; } = new()
    {
        Name = "roberta",
        ClassPrefix = "Roberta",
        TensorPrefix = "roberta.",
        ClassifierNames = s_classificationHead,
        DefaultPadTokenId = 1,
        PositionsAfterPadding = true,
        Settings = s_settings,
    };

    // DistilBERT (arXiv 1910.01108): no token types, no pooler, and names of its own.
    private static EncoderFamily DistilBert { get; } = new()
    {
        Name = "distilbert",
        ClassPrefix = "DistilBert",
        TensorPrefix = "distilbert.",
        Names = new(
            "transformer.layer.{0}",
            ("attention.q_lin", ["attention.self.query"]), ("attention.k_lin", ["attention.self.key"]),
            ("attention.v_lin", ["attention.self.value"]), ("attention.out_lin", ["attention.output.dense"]),
            ("sa_layer_norm", ["attention.output.LayerNorm"]), ("ffn.lin1", ["intermediate.dense"]),
            ("ffn.lin2", ["output.dense"]), ("output_layer_norm", ["output.LayerNorm"])),
        ClassifierNames = new Dictionary<string, string>
        {
            ["pooler.dense"] = "pre_classifier",
            ["classifier"] = "classifier",
        },
        Parts = new() { Classifier = new(Activations.Relu) },
        Settings = new(
            [
                VocabularySize, Hidden("dim"), Layers("n_layers"), Heads("n_heads"), Intermediate("hidden_dim"),
                MaxPositions(512, "max_position_embeddings"), Activation("gelu", "activation"), Padding,
            ],
            [.. WithoutEffect(
                "attention_dropout", "dropout", "qa_dropout", "seq_classif_dropout", "sinusoidal_pos_embds",
                "tie_weights_")])
        {
            Begin = config => config with { TypeVocabSize = 0 },
            Written = [ConfigKey.Always("dropout", 0.1), ConfigKey.Always("attention_dropout", 0.1)],
        },
    };

    // MPNet (arXiv 2004.09297): RoBERTa's positions, no token types, and a bias by distance in every layer.
    private static EncoderFamily Mpnet { get; } = Roberta with
    {
        Name = "mpnet",
        ClassPrefix = "MPNet",
        TensorPrefix = "mpnet.",
        Names = new(
            "encoder.layer.{0}",
            ("attention.attn.q", ["attention.self.query"]), ("attention.attn.k", ["attention.self.key"]),
            ("attention.attn.v", ["attention.self.value"]), ("attention.attn.o", ["attention.output.dense"]),
            ("attention.LayerNorm", ["attention.output.LayerNorm"])),
        Settings = new(
        [
            .. s_keys.Where(key => key.Names[0] != "type_vocab_size"),
            ConfigKey.Size(
                c => c.RelativeBuckets, (c, n) => c with { RelativeBuckets = n }, 32, 4,
                "relative_attention_num_buckets"),
        ])
        {
            Begin = config => config with { TypeVocabSize = 0 },
            Written = s_written[..3],
        },
    };

    // ELECTRA (arXiv 2003.10555): embeddings of a width of their own.
    private static EncoderFamily Electra { get; } = new()
    {
        Name = "electra",
        ClassPrefix = "Electra",
        TensorPrefix = "electra.",
        Names = new("encoder.layer.{0}", ("embeddings_project", ["embeddings.projection"])),
        ClassifierNames = s_classificationHead,
        Parts = new() { Classifier = new(Activations.Gelu) },
        Settings = new(
            [.. s_keys, EmbeddingSize(config => config.EmbeddingSize != config.HiddenSize)],
            [
                .. s_settings.Others,
                .. WithoutEffect(
                    "summary_activation", "summary_last_dropout", "summary_type", "summary_use_proj",
                    "generator_size", "generator_hidden_size", "generator_layers"),
            ])
        { Written = s_written },
    };

    // ALBERT (arXiv 1909.11942): the same, and layers that share their weights.
    private static EncoderFamily Albert { get; } = new()
    {
        Name = "albert",
        ClassPrefix = "Albert",
        TensorPrefix = "albert.",
        Names = new(
            "encoder.albert_layer_groups.{0}.albert_layers.0",
            ("encoder.embedding_hidden_mapping_in", ["embeddings.projection"]),
            ("attention.query", ["attention.self.query"]), ("attention.key", ["attention.self.key"]),
            ("attention.value", ["attention.self.value"]), ("attention.dense", ["attention.output.dense"]),
            ("attention.LayerNorm", ["attention.output.LayerNorm"]), ("ffn", ["intermediate.dense"]),
            ("ffn_output", ["output.dense"]), ("full_layer_layer_norm", ["output.LayerNorm"])),
        ClassifierNames = new Dictionary<string, string>
        {
            ["pooler.dense"] = "albert.pooler",
            ["classifier"] = "classifier",
        },
        Settings = new(
            [
                .. s_keys.Where(key => key.Names[0] != "hidden_act"), Activation("gelu_new", "hidden_act"),
                EmbeddingSize(_ => true),
                ConfigKey.Size(
                    c => Math.Max(1, c.LayerGroups), (c, n) => c with { LayerGroups = n }, 1, 1, "num_hidden_groups"),
            ],
            [
                .. s_settings.Others,
                .. Only(
                    value => value is null || $"{value}" == "1",
                    "use an encoder of one layer in each group", "inner_group_num"),
                .. WithoutEffect(
                    "classifier_dropout_prob", "down_scale_factor", "gap_size", "net_structure_type",
                    "num_memory_blocks", "layers_to_keep"),
            ])
        { Written = [.. s_written, ConfigKey.Always("inner_group_num", 1)] },
    };

    // Last: the entries above are initialised in the order in which they stand.
    public static EncoderFamily[] All { get; } =
    [
        Bert, Roberta, Roberta with { Name = "xlm-roberta", ClassPrefix = "XLMRoberta" },
        Roberta with { Name = "camembert", ClassPrefix = "Camembert" }, DistilBert, Mpnet, Electra, Albert,
    ];
}
