using System.Text.Json.Nodes;
using static Kale.Bundles.Setting;
using static Kale.Bundles.SettingValues;

namespace Kale.Bundles;

/// <summary>
/// The table: every setting of the files that a model's directory can hold, and what becomes of it. A family of
/// encoders has a row set of its own for config.json; the other files are the same for all that share a tokenizer.
/// </summary>
internal static class ModelSettings
{
    private const string Identity = "torch.nn.modules.linear.Identity";
    private const string Sigmoid = "torch.nn.modules.activation.Sigmoid";
    private const string Pooled = "sentence_embedding";
    private const string FilledOnTheRight =
        "batches are filled on the right here; use an encoder that was trained so";
    private const string AnotherEncoder = "use an encoder that does without it";
    private const string SpecialsOnly =
        "only the five special tokens (pad, unknown, class, separator, mask) may be added to a vocabulary; "
        + "put further ones into vocab.txt or tokenizer.json's vocabulary, or use an encoder without them";

    /// <summary>Classes of tokenizers whose code is BERT's.</summary>
    public static readonly string[] WordPieceClasses =
    [
        "BertTokenizer", "BertTokenizerFast", "DistilBertTokenizer", "DistilBertTokenizerFast", "ElectraTokenizer",
        "ElectraTokenizerFast",
    ];

    private static readonly string[] s_japanese =
    [
        "do_word_tokenize", "do_subword_tokenize", "word_tokenizer_type", "subword_tokenizer_type", "mecab_kwargs",
        "sudachi_kwargs", "jumanpp_kwargs",
    ];

    private static readonly string[] s_pipelineClasses =
    [
        "PreTrainedTokenizerFast", "TokenizersBackend", "XLMRobertaTokenizer", "XLMRobertaTokenizerFast",
        "RobertaTokenizer", "RobertaTokenizerFast", "CamembertTokenizer", "CamembertTokenizerFast",
        "MPNetTokenizer", "MPNetTokenizerFast", "BertTokenizer", "BertTokenizerFast",
        "DistilBertTokenizer", "DistilBertTokenizerFast", "ElectraTokenizer", "ElectraTokenizerFast",
        "AlbertTokenizer", "AlbertTokenizerFast", "Qwen2Tokenizer", "Qwen2TokenizerFast",
        "GemmaTokenizer", "GemmaTokenizerFast",
    ];

    // What tokenizer_config.json may say of any tokenizer.
    private static readonly Setting[] s_anyTokenizer =
    [
        .. Only(OneOf("right"), "texts are cut on the right here; use an encoder that was trained so",
            "truncation_side"),
        .. Only(Off, "special tokens that a text spells out become their ids here", "split_special_tokens"),
        .. Only(
            Holding("input_ids", "attention_mask"), "use an encoder that is given input_ids and attention_mask",
            "model_input_names"),
    ];

    // Which classes read a vocab.txt.
    private static readonly Setting[] s_vocabText =
    [
        .. Only(
            OneOf(WordPieceClasses),
            "its tokenizer.json is missing; add it, or use an encoder with BERT's own tokenizer (BertTokenizer)",
            "tokenizer_class"),
    ];

    /// <summary>config.json by model_type.</summary>
    public static IReadOnlyDictionary<string, SettingTable> Families { get; } =
        EncoderFamily.All.Values.ToDictionary(family => family.Name, ConfigOf);

    /// <summary>config.json of a cross encoder: what decides its scores.</summary>
    public static SettingTable Classifier { get; } = new("config.json",
    [
        .. Honoured(
            CrossEncoderLabels.Rank,
            "a reranker has one label, or two of which the second means relevant (LABEL_1, or a name that says so)",
            "id2label"),
        .. Honoured("problem_type"),
        .. Only(Monotone, ActivationNeeded, "sbert_ce_default_activation_function"),
        .. Only(
            value => Off(value) || (value is JsonObject members && members.All(member => member.Key switch
            {
                "activation_fn" => Monotone(member.Value),
                "version" => true,
                _ => Off(member.Value),
            })),
            ActivationNeeded, "sentence_transformers"),
    ], othersAreJudged: false);

    /// <summary>tokenizer_config.json.</summary>
    public static SettingTable TokenizerConfig { get; } = new("tokenizer_config.json",
    [
        .. Honoured("model_max_length", "max_len", "cls_token", "sep_token", "pad_token", "unk_token", "mask_token"),
        .. Honoured(IsFlag, "say true or false", "do_lower_case", "tokenize_chinese_chars"),
        .. Honoured("strip_accents"),
        .. Honoured("added_tokens_decoder", "additional_special_tokens", "extra_special_tokens"),
        .. Honoured("never_split", "bos_token", "eos_token"),
        .. Only(OneOf("right"), FilledOnTheRight, "padding_side"),
        .. Only(
            OneOf([.. WordPieceClasses, "PreTrainedTokenizerFast", "TokenizersBackend"]),
            "use an encoder with BERT's own tokenizer (BertTokenizer)", "tokenizer_class"),
        .. Only(IsTrue, "use an encoder whose words are split at punctuation", "do_basic_tokenize"),
        .. Only(IsTrue, "use an encoder whose words are split at punctuation", "do_split_on_punc"),
        .. Only(IsTrue, AnotherEncoder, "clean_text"),
        .. WithoutEffect(s_japanese),
        .. Only(OneOf("##"), "use an encoder whose pieces begin with '##'", "wordpieces_prefix"),
        .. s_anyTokenizer,
        .. Only(Off, "code of the model's own is not run here; use an encoder with BERT's own tokenizer", "auto_map"),
        .. WithoutEffect(
            "name_or_path", "_name_or_path", "vocab_file", "tokenizer_file", "full_tokenizer_file",
            "special_tokens_map_file", "processor_class", "use_fast", "from_slow", "backend", "is_local",
            "local_files_only", "cache_dir", "trust_remote_code", "device_map", "errors", "legacy", "chat_template",
            "clean_up_tokenization_spaces", "spaces_between_special_tokens", "max_length", "stride", "padding",
            "truncation", "truncation_strategy", "pad_to_multiple_of", "pad_token_type_id"),
    ]);

    /// <summary>tokenizer_config.json beside a tokenizer.json that is not BERT's: that file decides.</summary>
    public static SettingTable PipelineTokenizerConfig { get; } = new("tokenizer_config.json",
    [
        .. Honoured("model_max_length", "max_len", "cls_token", "sep_token", "pad_token", "unk_token", "mask_token"),
        .. Honoured("added_tokens_decoder", "additional_special_tokens", "extra_special_tokens"),
        .. Honoured("bos_token", "eos_token", "add_prefix_space", "add_bos_token", "add_eos_token"),
        .. Honoured("do_lower_case", "tokenize_chinese_chars", "strip_accents"),
        .. Only(OneOf("right", "left"), FilledOnTheRight, "padding_side"),
        .. Only(
            OneOf(s_pipelineClasses),
            "what this class adds to tokenizer.json is not known here; use an encoder of one of transformers' classes "
                + "that add nothing, such as PreTrainedTokenizerFast",
            "tokenizer_class"),
        .. s_anyTokenizer,
        .. Only(Off, "code of the model's own is not run here; use an encoder of transformers' classes", "auto_map"),
        .. WithoutEffect(
            "name_or_path", "_name_or_path", "vocab_file", "merges_file", "tokenizer_file", "full_tokenizer_file",
            "special_tokens_map_file", "processor_class", "use_fast", "from_slow", "backend", "is_local",
            "local_files_only", "cache_dir", "trust_remote_code", "device_map", "errors", "legacy", "chat_template",
            "clean_up_tokenization_spaces", "spaces_between_special_tokens", "max_length", "stride", "padding",
            "truncation", "truncation_strategy", "pad_to_multiple_of", "pad_token_type_id", "sp_model_kwargs",
            "trim_offsets", "do_basic_tokenize", "never_split", "remove_space", "keep_accents",
            "use_default_system_prompt"),
    ]);

    /// <summary>An added token of a tokenizer.json that is not BERT's.</summary>
    public static SettingTable PipelineAddedToken { get; } = new("tokenizer.json (added_tokens)",
    [
        .. Honoured("id", "content", "single_word", "lstrip", "rstrip", "normalized", "special"),
        .. WithoutEffect("__type"),
    ]);

    /// <summary>
    /// tokenizer_config.json that names no class: settings that only another class reads say that it is that one's.
    /// </summary>
    public static SettingTable UnnamedTokenizerConfig { get; } = new("tokenizer_config.json",
    [
        .. Only(
            Off, "it is a setting of BertJapaneseTokenizer; name the tokenizer_class, which must be BERT's own",
            s_japanese),
    ], othersAreJudged: false);

    /// <summary>tokenizer_config.json where there is no tokenizer.json: which classes read a vocab.txt.</summary>
    public static SettingTable VocabTextConfig { get; } = new(
        "tokenizer_config.json", s_vocabText, othersAreJudged: false);

    /// <summary>config.json where there is no tokenizer.json: the same.</summary>
    public static SettingTable VocabTextModelConfig { get; } = new(
        "config.json", s_vocabText, othersAreJudged: false);

    /// <summary>special_tokens_map.json.</summary>
    public static SettingTable SpecialTokensMap { get; } = new("special_tokens_map.json",
    [
        .. Honoured(
            "cls_token", "sep_token", "pad_token", "unk_token", "mask_token", "additional_special_tokens",
            "extra_special_tokens", "bos_token", "eos_token"),
    ]);

    /// <summary>An added token, wherever it is described.</summary>
    public static SettingTable AddedToken { get; } = new("tokenizer.json (added_tokens)",
    [
        .. Honoured("id", "content", "normalized"),
        .. Only(Off, "a token that is found only as a word of its own is not supported", "single_word"),
        .. WithoutEffect("__type", "lstrip", "rstrip", "special"),
    ]);

    /// <summary>tokenizer.json.</summary>
    public static SettingTable TokenizerJson { get; } = new("tokenizer.json",
    [
        .. Honoured(
            "normalizer", "pre_tokenizer", "model", "post_processor", "added_tokens", "truncation", "padding"),
        .. WithoutEffect("version", "decoder"),
    ]);

    /// <summary>The sections of tokenizer.json, by their key.</summary>
    public static IReadOnlyDictionary<string, SettingTable> TokenizerSections { get; } =
        new Dictionary<string, SettingTable>
        {
            ["normalizer"] = new("tokenizer.json (normalizer)",
            [
                .. Honoured("type", "strip_accents"),
                .. Honoured(IsFlag, "say true or false", "lowercase", "handle_chinese_chars", "clean_text"),
            ]),
            ["pre_tokenizer"] = new("tokenizer.json (pre_tokenizer)", Honoured("type")),
            ["model"] = new("tokenizer.json (model)",
                Honoured("type", "vocab", "unk_token", "continuing_subword_prefix", "max_input_chars_per_word")),
            ["post_processor"] = new("tokenizer.json (post_processor)",
                Honoured("type", "single", "pair", "special_tokens", "cls", "sep")),
            ["truncation"] = new("tokenizer.json (truncation)",
            [
                .. Only(OneOf("Right"), "texts are cut on the right here; use an encoder that was trained so",
                    "direction"),
                .. WithoutEffect("max_length", "strategy", "stride"),
            ]),
            ["padding"] = new("tokenizer.json (padding)",
            [
                .. Only(OneOf("Right"), "batches are filled on the right here; use an encoder that was trained so",
                    "direction"),
                .. WithoutEffect("strategy", "pad_to_multiple_of", "pad_id", "pad_type_id", "pad_token"),
            ]),
        };

    /// <summary>sentence_bert_config.json of a dual encoder.</summary>
    public static SettingTable Transformer { get; } =
        TransformerOf("feature-extraction", "last_hidden_state", "token_embeddings");

    /// <summary>sentence_bert_config.json of a cross encoder.</summary>
    public static SettingTable CrossTransformer { get; } =
        TransformerOf("sequence-classification", "logits", "scores");

    /// <summary>config_sentence_transformers.json of a dual encoder.</summary>
    public static SettingTable SentenceTransformers { get; } = new("config_sentence_transformers.json",
    [
        .. Honoured("prompts", "default_prompt_name", "similarity_fn_name"),
        .. Only(
            Off, "use an encoder with all its dimensions, or save one whose last layer makes fewer", "truncate_dim"),
        .. Only(OneOf("SentenceTransformer"), "a dual encoder's is 'SentenceTransformer'", "model_type"),
        .. WithoutEffect("__version__"),
    ]);

    /// <summary>config_sentence_transformers.json of a cross encoder.</summary>
    public static SettingTable CrossSentenceTransformers { get; } = new("config_sentence_transformers.json",
    [
        .. Only(
            value => value is null || (value is JsonObject prompts && prompts.All(prompt => Off(prompt.Value))),
            "cross encoders are given the texts alone here", "prompts"),
        .. Only(Off, "cross encoders are given the texts alone here", "default_prompt_name"),
        .. Only(Monotone, ActivationNeeded, "activation_fn"),
        .. Only(OneOf("CrossEncoder"), "a cross encoder's is 'CrossEncoder'", "model_type"),
        .. WithoutEffect("__version__", "similarity_fn_name"),
    ]);

    /// <summary>A module of modules.json.</summary>
    public static SettingTable Module { get; } =
        new("modules.json", [.. Honoured("idx", "path", "type"), .. WithoutEffect("name")]);

    /// <summary>1_Pooling/config.json.</summary>
    public static SettingTable Pooling { get; } = new("1_Pooling/config.json",
        Honoured(
            "word_embedding_dimension", "embedding_dimension", "include_prompt", "pooling_mode",
            "pooling_mode_cls_token", "pooling_mode_mean_tokens", "pooling_mode_max_tokens",
            "pooling_mode_mean_sqrt_len_tokens", "pooling_mode_weightedmean_tokens", "pooling_mode_lasttoken"));

    /// <summary>2_Dense/config.json.</summary>
    public static SettingTable Dense { get; } = new("2_Dense/config.json",
    [
        .. Honoured("in_features", "out_features", "bias"),
        .. Only(OneOf(Identity), $"only {Identity} is", "activation_function"),
        .. Only(Off, "only a projection without residual is", "use_residual"),
        .. Only(OneOf(Pooled), "only a projection of the pooled vector is", "module_input_name", "module_output_name"),
    ]);

    /// <summary>2_Normalize/config.json, which seldom exists.</summary>
    public static SettingTable Normalize { get; } = new("2_Normalize/config.json",
        Only(OneOf(Pooled), "only the pooled vector is normalised", "module_input_name", "module_output_name"));

    /// <summary>All of it, for documentation and tests.</summary>
    public static IEnumerable<SettingTable> All =>
    [
        .. Families.Values, Classifier, TokenizerConfig, UnnamedTokenizerConfig, VocabTextConfig, VocabTextModelConfig,
        SpecialTokensMap,
        AddedToken, TokenizerJson,
        .. TokenizerSections.Values, Transformer, CrossTransformer, SentenceTransformers, CrossSentenceTransformers,
        Module, Pooling, Dense, Normalize,
    ];

    /// <summary>What to do where tokens beside the vocabulary, or other special ones, are named.</summary>
    public static string NeededOfAddedTokens => SpecialsOnly;

    private static string ActivationNeeded =>
        $"scores are the logits here, whose order only {Identity} and {Sigmoid} are known to keep; "
            + "use a cross encoder with one of them";

    // The score is the logit; what follows may change the number, but not the order.
    private static bool Monotone(JsonNode? activation) => OneOf(Identity, Sigmoid)(activation);

    private static string[] ClassesOf(EncoderFamily family) =>
        [.. family.Settings.Heads.SelectMany(
            head => new[] { $"{family.ClassPrefix}{head}", $"TF{family.ClassPrefix}{head}" })];

    // A family's own row says more than that of all.
    private static SettingTable ConfigOf(EncoderFamily family) => new("config.json",
    [
        .. family.Settings.Rows,
        .. OfAll(family).Where(row => family.Settings.Rows.All(own => own.Name != row.Name)),
    ]);

    private static Setting[] OfAll(EncoderFamily family) =>
    [
        .. Honoured("model_type"),
        .. family.ClassifierNames.Count > 0
            ? Honoured("num_labels", "id2label") : WithoutEffect("num_labels", "id2label"),
        .. Honoured(
            ListOf(1, ClassesOf(family)),
            $"use an encoder of one of transformers' own classes, such as {family.ClassPrefix}Model",
            "architectures"),
        .. Only(
            Off, "only bidirectional encoders are supported",
            "is_decoder", "is_encoder_decoder", "add_cross_attention", "cross_attention_hidden_size",
            "tie_encoder_decoder"),
        .. Only(Off, "use an encoder with all its attention heads", "pruned_heads"),
        .. Only(
            Off, "save the encoder in float32, float16 or bfloat16, without quantization",
            "quantization_config", "compression_config"),
        .. Only(
            OneOf("float32", "float16", "bfloat16"), "save the weights as float32, float16 or bfloat16",
            "torch_dtype", "dtype"),
        .. Only(
            Off, "code of the model's own is not run here; use an encoder that transformers opens without it",
            "auto_map"),
        .. Only(Off, "merge the adapters into the weights, and save the encoder", "adapters", "adapter_fusion"),
        .. Only(
            OneOf(s_pipelineClasses), "use an encoder with a tokenizer of transformers' own classes",
            "tokenizer_class"),
        .. Only(OneOf("bidi"), AnotherEncoder, "directionality"),
        .. Only(Off, "put it into config_sentence_transformers.json's prompts", "prefix"),
        .. WithoutEffect(
            "_name_or_path", "name_or_path", "_commit_hash", "transformers_version", "transformers.js_config",
            "trust_remote_code", "custom_pipelines", "model_card",
            "attention_probs_dropout_prob", "hidden_dropout_prob", "classifier_dropout", "initializer_range",
            "gradient_checkpointing", "use_cache", "output_attentions", "output_hidden_states", "output_past",
            "return_dict", "use_return_dict", "torchscript", "use_bfloat16", "xla_device", "tie_word_embeddings",
            "tf_legacy_loss", "chunk_size_feed_forward", "_attn_implementation", "attn_implementation",
            "_attn_implementation_internal", "_attn_implementation_autoset", "_num_labels",
            "label2id", "problem_type", "finetuning_task", "task_specific_params",
            "sbert_ce_default_activation_function", "sentence_transformers",
            "pooler_fc_size", "pooler_num_attention_heads", "pooler_num_fc_layers", "pooler_size_per_head",
            "pooler_type", "bos_token_id", "eos_token_id", "sep_token_id", "cls_token_id", "mask_token_id",
            "unk_token_id", "decoder_start_token_id"),
        .. WithoutEffect(
            "max_length", "min_length", "do_sample", "early_stopping", "num_beams", "num_beam_groups",
            "diversity_penalty", "temperature", "top_k", "top_p", "typical_p", "repetition_penalty",
            "length_penalty", "no_repeat_ngram_size", "encoder_no_repeat_ngram_size", "bad_words_ids",
            "num_return_sequences", "output_scores", "return_dict_in_generate", "forced_bos_token_id",
            "forced_eos_token_id", "remove_invalid_values", "exponential_decay_length_penalty",
            "suppress_tokens", "begin_suppress_tokens"),
    ];

    private static SettingTable TransformerOf(string task, string output, string feature) => new(
        "sentence_bert_config.json",
        [
            .. Honoured("max_seq_length", "do_lower_case"),
            .. Only(
                Off, "save the model with one max_seq_length for all texts",
                "processing_kwargs", "query_length", "document_length", "query_expansion"),
            .. Only(
                Off, "save the model as it is to be opened, without arguments for opening it",
                "model_args", "config_args", "tokenizer_args", "model_kwargs", "config_kwargs", "processor_kwargs"),
            .. Only(OneOf(task), $"only '{task}' is", "transformer_task"),
            .. Only(OneOf(feature), $"only '{feature}' is", "module_output_name"),
            .. Only(
                value => Off(value) || (value is JsonObject modalities && modalities["text"] is JsonObject text
                    && OneOf("forward")(text["method"]) && OneOf(output)(text["method_output_name"])),
                $"texts must be taken by forward, to {output}", "modality_config"),
            .. WithoutEffect("unpad_inputs"),
        ]);
}
