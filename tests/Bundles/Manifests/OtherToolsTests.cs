using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kale.Bundles.Tests.Manifests;

/// <summary>A bundle is a directory that Hugging Face's tools open.</summary>
public sealed class OtherToolsTests : IDisposable
{
    private static readonly string[] Texts = ["Abc dé", "東 \"ponm\" [SEP] z", "a b c"];
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Write_TinyEncoder_IsReadByTransformersJs()
    {
        var bundle = WrittenBundles.Write(_directory.Path);

        var seen = await SeenAsync("open-bundle.mjs", [bundle.Directory, .. Texts]);

        Assert.Equal("bert", seen.GetProperty("modelType").GetString());
        Assert.Equal(2, seen.GetProperty("layers").GetInt32());
        Assert.Equal(24, seen.GetProperty("maxLength").GetInt32());
        Assert.Equal(Ids("[CLS] a ##b ##c d ##e [SEP]"), Ints(seen.GetProperty("ids")[0]));
        Assert.Equal(Ids("[CLS] 東 \" p ##o ##n ##m \" [SEP] [UNK] [SEP]"), Ints(seen.GetProperty("ids")[1]));
        Assert.Equal(Ids("[CLS] a b c [SEP]"), Ints(seen.GetProperty("autoIds")[2]));
        Assert.Equal(
            Ids("[CLS] a ##b ##c d ##e [SEP] 東 \" p ##o ##n ##m \" [SEP] [UNK] [SEP]"),
            Ints(seen.GetProperty("pair")));
        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1], Ints(seen.GetProperty("pairTypes")));
    }

    [Fact]
    public async Task Write_MiniLm_TokenizesAsItsPackage()
    {
        string[] texts = [.. ProbeTexts.Default];
        var model = ModelImporter.Import(Checkout.MiniLm);
        var package = Path.Combine(Checkout.MiniLm, "skills", ".cache", "Xenova", "all-MiniLM-L6-v2");

        var written = BundleLayoutOf(model);
        var ours = await SeenAsync("tokenize.mjs", [written, .. texts]);
        var theirs = await SeenAsync("tokenize.mjs", [package, .. texts]);

        Assert.Equal(theirs.GetRawText(), ours.GetRawText());
    }

    [Fact]
    public void Write_DualEncoder_HasTheLayoutOfSentenceTransformers()
    {
        var bundle = WrittenBundles.Write(_directory.Path, TinyEncoders.Dual(dims: 4) with { Metric = Metric.Dot });

        Assert.Equal(
            [
                "1_Pooling/config.json", "2_Dense/config.json", "2_Dense/model.safetensors", "config.json",
                "config_sentence_transformers.json", "model.safetensors", "modules.json", "sentence_bert_config.json",
                "special_tokens_map.json", "tokenizer.json", "tokenizer_config.json", "vocab.txt",
            ],
            bundle.Manifest.Files.Keys.Order(StringComparer.Ordinal));
        Same(
            """
            [{"idx":0,"name":"0","path":"","type":"sentence_transformers.models.Transformer"},
             {"idx":1,"name":"1","path":"1_Pooling","type":"sentence_transformers.models.Pooling"},
             {"idx":2,"name":"2","path":"2_Dense","type":"sentence_transformers.models.Dense"},
             {"idx":3,"name":"3","path":"3_Normalize","type":"sentence_transformers.models.Normalize"}]
            """,
            bundle,
            "modules.json");
        Same(
            """
            {"word_embedding_dimension":8,"pooling_mode":"mean","pooling_mode_cls_token":false,"pooling_mode_mean_tokens":true,
             "pooling_mode_max_tokens":false,"pooling_mode_mean_sqrt_len_tokens":false}
            """,
            bundle,
            "1_Pooling/config.json");
        Same(
            """{"in_features":8,"out_features":4,"bias":true,"activation_function":"torch.nn.modules.linear.Identity"}""",
            bundle,
            "2_Dense/config.json");
        Same(
            """
            {"default_prompt_name":null,"model_type":"SentenceTransformer","prompts":{"query":"query: ","document":"passage: "},
             "similarity_fn_name":"dot"}
            """,
            bundle,
            "config_sentence_transformers.json");
        Same("""{"max_seq_length":24,"do_lower_case":false}""", bundle, "sentence_bert_config.json");
    }

    [Fact]
    public void Write_Config_HasTheKeysOfBertConfig()
    {
        var config = JsonNode.Parse(File.ReadAllText(WrittenBundles.Write(_directory.Path).PathOf("config.json")))!;

        Assert.Equal("""["BertModel"]""", config["architectures"]!.ToJsonString());
        Assert.Equal("bert", config["model_type"]!.GetValue<string>());
        Assert.Equal("gelu", config["hidden_act"]!.GetValue<string>());
        Assert.Equal("absolute", config["position_embedding_type"]!.GetValue<string>());
        Assert.Equal(1e-12, config["layer_norm_eps"]!.GetValue<double>());
        Assert.Equal(
            [40, 8, 2, 2, 16, 32, 2, 0],
            new[]
            {
                "vocab_size", "hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size",
                "max_position_embeddings", "type_vocab_size", "pad_token_id",
            }.Select(key => config[key]!.GetValue<int>()));
    }

    [Fact]
    public void Write_CrossEncoder_IsAPlainTransformersDirectory()
    {
        var bundle = WrittenBundles.Write(_directory.Path, TinyEncoders.Cross(labels: 2));

        var config = JsonNode.Parse(File.ReadAllText(bundle.PathOf("config.json")))!;
        Assert.Equal("""["BertForSequenceClassification"]""", config["architectures"]!.ToJsonString());
        Assert.Equal("""{"0":"LABEL_0","1":"LABEL_1"}""", config["id2label"]!.ToJsonString());
        Assert.Equal("""{"LABEL_0":0,"LABEL_1":1}""", config["label2id"]!.ToJsonString());
        Assert.False(bundle.Has("modules.json"));
        var names = SafeTensors.Read(bundle.PathOf("model.safetensors")).Names;
        Assert.Equal(
            ["classifier.bias", "classifier.weight"],
            names.Where(n => !n.StartsWith("bert.", StringComparison.Ordinal)));
        Assert.Contains("bert.pooler.dense.weight", names);
        Assert.Contains("bert.encoder.layer.1.attention.output.LayerNorm.bias", names);
    }

    private string BundleLayoutOf(EncoderModel model)
    {
        _directory.Write("model/tokenizer.json", model.Tokenizer.ToTokenizerJson());
        _directory.Write("model/tokenizer_config.json", "{}");
        return _directory["model"];
    }

    private static void Same(string expected, Bundle bundle, string file)
    {
        var actual = JsonNode.Parse(File.ReadAllText(bundle.PathOf(file)));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), actual!.ToJsonString());
    }

    private static async Task<JsonElement> SeenAsync(string script, IEnumerable<string> arguments) =>
        JsonDocument.Parse(await Programs.NodeAsync($"Bundles/peers/{script}", arguments)).RootElement;

    private static int[] Ints(JsonElement list) => [.. list.EnumerateArray().Select(item => item.GetInt32())];

    private static int[] Ids(string tokens) => [.. tokens.Split(' ').Select(TinyEncoders.Tokenizer.Vocabulary.IdOf)];
}
