using System.Text.Json.Nodes;

namespace Kale.Bundles.Tests.Importing.Settings;

/// <summary>Every row of the table of settings, provoked on a directory.</summary>
public sealed class SettingTests
{
    // A value under which another model comes out, or none.
    private static readonly Dictionary<string, string> s_otherwise = new()
    {
        ["config.json: model_type"] = "\"roberta\"",
        ["config.json: architectures"] = """["BertForCL"]""",
        ["config.json: vocab_size"] = "41",
        ["config.json: hidden_size"] = "16",
        ["config.json: num_hidden_layers"] = "1",
        ["config.json: num_attention_heads"] = "4",
        ["config.json: intermediate_size"] = "12",
        ["config.json: max_position_embeddings"] = "16",
        ["config.json: type_vocab_size"] = "3",
        ["config.json: layer_norm_eps"] = "1e-5",
        ["config.json: pad_token_id"] = "2",
        ["config.json: hidden_act"] = "\"relu\"",
        ["config.json: dim"] = "16",
        ["config.json: n_layers"] = "1",
        ["config.json: n_heads"] = "4",
        ["config.json: hidden_dim"] = "12",
        ["config.json: activation"] = "\"relu\"",
        ["config.json: relative_attention_num_buckets"] = "16",
        ["config.json: embedding_size"] = "8",
        ["config.json: num_hidden_groups"] = "2",
        ["config.json: hidden_activation"] = "\"relu\"",
        ["config.json: norm_eps"] = "1e-4",
        ["config.json: norm_bias"] = "true",
        ["config.json: attention_bias"] = "true",
        ["config.json: mlp_bias"] = "true",
        ["config.json: classifier_bias"] = "true",
        ["config.json: classifier_activation"] = "\"relu\"",
        ["config.json: classifier_pooling"] = "\"mean\"",
        ["config.json: layer_types"] =
            "[\"full_attention\",\"full_attention\",\"full_attention\",\"full_attention\"]",
        ["config.json: local_attention"] = "4",
        ["config.json: global_rope_theta"] = "5",
        ["config.json: local_rope_theta"] = "5",
        ["config.json: rope_parameters"] = "{\"rope_theta\":5}",
        ["config.json: n_embd"] = "16",
        ["config.json: n_layer"] = "1",
        ["config.json: n_head"] = "4",
        ["config.json: n_inner"] = "512",
        ["config.json: n_positions"] = "16",
        ["config.json: layer_norm_epsilon"] = "1e-5",
        ["config.json: rotary_emb_base"] = "5",
        ["config.json: qkv_proj_bias"] = "true",
        ["config.json: mlp_fc1_bias"] = "true",
        ["config.json: mlp_fc2_bias"] = "true",
        ["config.json: rope_theta"] = "5",
        ["config.json: rope_scaling"] = "{\"type\":\"ntk\",\"factor\":3}",
        ["config.json: num_key_value_heads"] = "2",
        ["config.json: head_dim"] = "8",
        ["config.json: rms_norm_eps"] = "1e-4",
        ["config.json: use_bidirectional_attention"] = "false",
        ["config.json: query_pre_attn_scalar"] = "5",
        ["config.json: sliding_window"] = "4",
        ["config.json: rope_local_base_freq"] = "5",
        ["config.json: num_labels"] = "3",
        ["config.json: id2label"] = """{"0":"contradiction","1":"entailment","2":"neutral"}""",
        ["config.json: problem_type"] = "\"multi_label_classification\"",
        ["tokenizer_config.json: model_max_length"] = "10",
        ["tokenizer_config.json: max_len"] = "10",
        ["tokenizer_config.json: cls_token"] = "\"[MASK]\"",
        ["tokenizer_config.json: sep_token"] = "\"[MASK]\"",
        ["tokenizer_config.json: pad_token"] = "\"[MASK]\"",
        ["tokenizer_config.json: unk_token"] = "\"[MASK]\"",
        ["tokenizer_config.json: mask_token"] = "\"[PAD]\"",
        ["tokenizer_config.json: do_lower_case"] = "false",
        ["tokenizer_config.json: tokenize_chinese_chars"] = "false",
        ["tokenizer_config.json: strip_accents"] = "false",
        ["tokenizer_config.json: added_tokens_decoder"] = """{"40":{"content":"[DOC]"}}""",
        ["tokenizer_config.json: additional_special_tokens"] = """["[DOC]"]""",
        ["tokenizer_config.json: extra_special_tokens"] = """{"doc":"[DOC]"}""",
        ["tokenizer_config.json: never_split"] = """["a"]""",
        ["tokenizer_config.json: bos_token"] = "\"[DOC]\"",
        ["tokenizer_config.json: eos_token"] = """{"content":"[DOC]"}""",
        ["special_tokens_map.json: cls_token"] = "\"[MASK]\"",
        ["special_tokens_map.json: sep_token"] = "\"[MASK]\"",
        ["special_tokens_map.json: pad_token"] = "\"[MASK]\"",
        ["special_tokens_map.json: unk_token"] = "\"[MASK]\"",
        ["special_tokens_map.json: mask_token"] = "\"[PAD]\"",
        ["special_tokens_map.json: additional_special_tokens"] = """["[DOC]"]""",
        ["special_tokens_map.json: extra_special_tokens"] = """["[DOC]"]""",
        ["special_tokens_map.json: bos_token"] = "\"[DOC]\"",
        ["special_tokens_map.json: eos_token"] = "\"[DOC]\"",
        ["tokenizer.json (added_tokens): id"] = "9",
        ["tokenizer.json (added_tokens): content"] = "\"[DOC]\"",
        ["tokenizer.json (added_tokens): normalized"] = "true",
        ["tokenizer.json: normalizer"] = "null",
        ["tokenizer.json: pre_tokenizer"] = """{"type":"Whitespace"}""",
        ["tokenizer.json: model"] = """{"type":"BPE"}""",
        ["tokenizer.json: post_processor"] = "null",
        ["tokenizer.json: added_tokens"] = """[{"id":40,"content":"[DOC]"}]""",
        ["tokenizer.json: truncation"] = """{"direction":"Left"}""",
        ["tokenizer.json: padding"] = """{"direction":"Left"}""",
        ["tokenizer.json (normalizer): type"] = "\"NFC\"",
        ["tokenizer.json (normalizer): strip_accents"] = "false",
        ["tokenizer.json (normalizer): lowercase"] = "false",
        ["tokenizer.json (normalizer): handle_chinese_chars"] = "false",
        ["tokenizer.json (normalizer): clean_text"] = "false",
        ["tokenizer.json (pre_tokenizer): type"] = "\"ByteLevel\"",
        ["tokenizer.json (model): type"] = "\"Unigram\"",
        ["tokenizer.json (model): vocab"] = """{"a":0}""",
        ["tokenizer.json (model): unk_token"] = "\"[MASK]\"",
        ["tokenizer.json (model): continuing_subword_prefix"] = "\"@@\"",
        ["tokenizer.json (model): max_input_chars_per_word"] = "7",
        ["tokenizer.json (post_processor): type"] = "\"RobertaProcessing\"",
        ["tokenizer.json (post_processor): single"] =
            """
            [{"SpecialToken":{"id":"[CLS]","type_id":0}},{"Sequence":{"id":"A","type_id":1}},
             {"SpecialToken":{"id":"[SEP]","type_id":0}}]
            """,
        ["tokenizer.json (post_processor): pair"] = "[]",
        ["tokenizer.json (post_processor): special_tokens"] = """{"[CLS]":{"ids":[3]},"[SEP]":{"ids":[3]}}""",
        ["sentence_bert_config.json: max_seq_length"] = "9",
        ["config_sentence_transformers.json: prompts"] = """{"query":"q: "}""",
        ["config_sentence_transformers.json: default_prompt_name"] = "\"query\"",
        ["config_sentence_transformers.json: similarity_fn_name"] = "\"dot\"",
        ["modules.json: idx"] = "5",
        ["modules.json: path"] = "\"elsewhere\"",
        ["modules.json: type"] = "\"sentence_transformers.models.WordEmbeddings\"",
        ["1_Pooling/config.json: word_embedding_dimension"] = "9",
        ["1_Pooling/config.json: embedding_dimension"] = "9",
        ["1_Pooling/config.json: pooling_mode"] = "\"cls\"",
        ["1_Pooling/config.json: pooling_mode_cls_token"] = "true",
        ["1_Pooling/config.json: pooling_mode_max_tokens"] = "true",
        ["1_Pooling/config.json: pooling_mode_mean_sqrt_len_tokens"] = "true",
        ["1_Pooling/config.json: pooling_mode_weightedmean_tokens"] = "true",
        ["1_Pooling/config.json: pooling_mode_lasttoken"] = "true",
        ["2_Dense/config.json: in_features"] = "9",
        ["2_Dense/config.json: out_features"] = "5",
        ["2_Dense/config.json: bias"] = "false",
    };

    // Where the rest of the directory decides whether they change anything: tested beside the files they belong to.
    private static readonly string[] s_besideOthers =
    [
        "sentence_bert_config.json: do_lower_case", "1_Pooling/config.json: include_prompt",
        "1_Pooling/config.json: pooling_mode_mean_tokens", "tokenizer.json (post_processor): cls",
        "tokenizer.json (post_processor): sep",
        // What other keys of the file say goes first: tests/Encoding/Families has files without these.
        "config.json: global_attn_every_n_layers", "config.json: _sliding_window_pattern",
        "config.json: sliding_window_pattern",
    ];

    public static TheoryData<int, string> Rows(string use)
    {
        var rows = new TheoryData<int, string>();
        foreach (var (table, index) in ModelSettings.All.Select((table, index) => (table, index)))
        {
            foreach (var row in table.Rows.Where(row => $"{row.Use}" == use && !IsBesideOthers(table, row)))
            {
                rows.Add(index, row.Name);
            }
        }

        return rows;
    }

    public static TheoryData<int> ClosedTables() =>
        [.. ModelSettings.All.Index().Where(table => table.Item.OthersAreJudged).Select(table => table.Index)];

    [Theory]
    [MemberData(nameof(Rows), "Honoured")]
    public void Import_HonouredSetting_ChangesTheModelOrIsRefused(int table, string setting)
    {
        using var directory = Directory(table, setting, out var rows);
        var before = directory.Outcome();

        directory.Say(rows, setting, JsonNode.Parse(s_otherwise[$"{rows.File}: {setting}"]));

        try
        {
            Assert.NotEqual(before, directory.Outcome());
        }
        catch (BundleException refused)
        {
            Assert.NotEmpty(refused.Message);
        }
    }

    [Theory]
    [MemberData(nameof(Rows), "RefusedUnless")]
    public void Import_SettingThatIsNotDone_IsRefusedByFileNameAndValue(int table, string setting)
    {
        using var directory = Directory(table, setting, out var rows);

        directory.Say(rows, setting, "otherwise");

        var error = directory.Refused();
        Assert.Equal(BundleError.Unsupported, error.Code);
        Assert.Contains(SettingDirectory.PathOf(rows), error.Message);
        Assert.Contains($"{setting} 'otherwise'", error.Message);
    }

    [Theory]
    [MemberData(nameof(Rows), "WithoutEffect")]
    public void Import_SettingWithoutEffect_ChangesNothing(int table, string setting)
    {
        using var directory = Directory(table, setting, out var rows);
        var before = directory.Outcome();

        directory.Say(rows, setting, 7);

        Assert.Equal(before, directory.Outcome());
    }

    [Theory]
    [MemberData(nameof(ClosedTables))]
    public void Import_SettingThatNobodyKnows_IsRefusedUnlessItSwitchesNothingOn(int table)
    {
        using var directory = Directory(table, "", out var rows);
        var before = directory.Outcome();

        foreach (var off in new[] { "null", "false", "\"\"", "[]", "{}" })
        {
            directory.Say(rows, "use_magic", JsonNode.Parse(off));
            Assert.Equal(before, directory.Outcome());
        }

        foreach (var on in new[] { "true", "0", "\"yes\"", "[0]", """{"a":null}""" })
        {
            directory.Say(rows, "use_magic", JsonNode.Parse(on));
            var error = directory.Refused();
            Assert.Equal(BundleError.Unsupported, error.Code);
            Assert.Contains(SettingDirectory.PathOf(rows), error.Message);
            Assert.Contains("use_magic", error.Message);
            Assert.Contains("is not known here", error.Message);
        }
    }

    [Fact]
    public void Import_ValueWithControlCharacters_IsShownWithoutThem()
    {
        using var directory = Directory(0, "", out var rows);

        directory.Say(rows, "hidden_act", "\u001b]0;owned\u0007");

        Assert.DoesNotContain(directory.Refused().Message, char.IsControl);
    }

    private static SettingDirectory Directory(int table, string setting, out SettingTable rows)
    {
        rows = ModelSettings.All.ElementAt(table);
        return SettingDirectory.For(rows, setting);
    }

    // Nomic's file has the older names, which go first: the fixture of transformers 5 has the others.
    private static bool IsBesideOthers(SettingTable table, Setting row) =>
        s_besideOthers.Contains($"{table.File}: {row.Name}")
        || (table == ModelSettings.Families["nomic_bert"] && row.Use == SettingUse.Honoured
            && row.Name is "hidden_size" or "num_hidden_layers" or "num_attention_heads" or "intermediate_size"
                or "max_position_embeddings" or "layer_norm_eps");
}
