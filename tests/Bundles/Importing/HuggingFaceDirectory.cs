using System.Text.Json.Nodes;
using Kale.Bundles.Tests.Tensors;

namespace Kale.Bundles.Tests.Importing;

/// <summary>Lays out an encoder as other tools save it; each part can be changed or left out by a test.</summary>
internal sealed class HuggingFaceDirectory : IDisposable
{
    public const string OldPooling = """
        {"word_embedding_dimension":8,"pooling_mode_cls_token":false,"pooling_mode_mean_tokens":true,"pooling_mode_max_tokens":false}
        """;

    private readonly TemporaryDirectory _directory = new();

    public HuggingFaceDirectory(EncoderModel? model = null, string prefix = "", string type = "F32")
    {
        Model = model ?? TinyEncoders.Dual() with { Prompts = Prompts.None };
        Write("config.json", ConfigOf(Model.Config).ToJsonString());
        Write("vocab.txt", string.Join('\n', Model.Tokenizer.Vocabulary.Tokens) + "\n");
        Write(
            "tokenizer_config.json",
            """{"do_lower_case":true,"model_max_length":24,"tokenizer_class":"BertTokenizer"}""");
        WriteWeights("model.safetensors", Model.Weights.Tensors, prefix, type);
    }

    public string Path => _directory.Path;

    public EncoderModel Model { get; }

    public void Write(string file, string text) => _directory.Write(file, text);

    public void Delete(string file) => File.Delete(_directory[file]);

    public void WriteWeights(string file, IEnumerable<Tensor> tensors, string prefix = "", string type = "F32")
    {
        var named = tensors
            .Where(t => !t.Name.StartsWith("projection.", StringComparison.Ordinal))
            .Select(t => new Tensor(
                t.Name.StartsWith("classifier.", StringComparison.Ordinal) ? t.Name : prefix + t.Name,
                t.Shape,
                t.Data));
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(_directory[file])!);
        File.WriteAllBytes(_directory[file], SafeTensorsBytes.Of(named, type));
    }

    public void ChangeConfig(string key, JsonNode? value)
    {
        var config = JsonNode.Parse(File.ReadAllText(_directory["config.json"]))!.AsObject();
        config.Remove(key);
        if (value is not null)
        {
            config[key] = value;
        }

        Write("config.json", config.ToJsonString());
    }

    public void WriteModules(params string[] types) => Write(
        "modules.json",
        new JsonArray([.. types.Select((type, i) => new JsonObject
        {
            ["idx"] = i,
            ["name"] = $"{i}",
            ["path"] = i == 0 ? "" : $"{i}_{type[(type.LastIndexOf('.') + 1)..]}",
            ["type"] = type,
        })]).ToJsonString());

    public EncoderModel Import() => HuggingFaceImporter.Import(Path);

    public BundleException Refused(BundleError code, params string[] named)
    {
        var error = Assert.Throws<BundleException>(Import);
        Assert.Equal(code, error.Code);
        Assert.Contains(Path, error.Message);
        Assert.All(named, name => Assert.Contains(name, error.Message));
        return error;
    }

    public void Dispose() => _directory.Dispose();

    private static JsonObject ConfigOf(EncoderConfig config)
    {
        var json = JsonNode.Parse($$"""
            {"model_type":"bert","vocab_size":{{config.VocabSize}},"hidden_size":{{config.HiddenSize}},
             "num_hidden_layers":{{config.Layers}},"num_attention_heads":{{config.Heads}},"intermediate_size":{{config.IntermediateSize}},
             "max_position_embeddings":{{config.MaxPositions}},"type_vocab_size":{{config.TypeVocabSize}},"layer_norm_eps":1e-12,
             "hidden_act":"gelu","pad_token_id":0,"architectures":["BertModel"]}
            """)!.AsObject();
        if (config.Labels > 0)
        {
            json["architectures"] = new JsonArray("BertForSequenceClassification");
            json["id2label"] = new JsonObject(Enumerable.Range(0, config.Labels)
                .Select(i => KeyValuePair.Create($"{i}", (JsonNode?)JsonValue.Create($"LABEL_{i}"))));
        }

        return json;
    }
}
