using System.Text.Json.Nodes;

namespace Kale.Bundles.Tests.Importing.Settings;

/// <summary>A directory that holds every file that the table of settings speaks of, for one of its tables.</summary>
internal sealed class SettingDirectory : IDisposable
{
    private const string Types = "sentence_transformers.models.";
    private readonly HuggingFaceDirectory _files;

    private SettingDirectory(HuggingFaceDirectory files) => _files = files;

    public static SettingDirectory For(SettingTable table, string setting = "")
    {
        var isCross = IsOfCrossEncoders(table) || setting is "num_labels" or "id2label"
            || setting.StartsWith("classifier_", StringComparison.Ordinal);
        return FixtureOf(table) is { } fixture ? Family(fixture, isCross) : isCross ? Cross() : Dual(table);
    }

    /// <summary>Says a setting where the table's file has it.</summary>
    public void Say(SettingTable table, string setting, JsonNode? value)
    {
        var path = PathOf(table);
        var json = JsonNode.Parse(File.ReadAllText(Path.Combine(_files.Path, path)))!;
        PartOf(json, table)[setting] = value?.DeepClone();
        _files.Write(path, json.ToJsonString());
    }

    /// <summary>All that the settings decide.</summary>
    public string Outcome()
    {
        var model = _files.Import();
        return $"{model.Fingerprint} {model.Kind} {model.Metric} {model.MaxTokens} {model.Config.PadTokenId}";
    }

    public BundleException Refused() => Assert.Throws<BundleException>(_files.Import);

    public static string PathOf(SettingTable table) => table.File.Split(' ')[0].Replace("2_Normalize", "3_Normalize");

    public void Dispose() => _files.Dispose();

    private static bool IsOfCrossEncoders(SettingTable table) =>
        table == ModelSettings.Classifier || table == ModelSettings.CrossTransformer
        || table == ModelSettings.CrossSentenceTransformers;

    // The fixture of a family whose config.json is not BERT's; RoBERTa's differs in names alone.
    private static string? FixtureOf(SettingTable table) =>
        ModelSettings.Families.FirstOrDefault(family => family.Value == table).Key switch
        {
            null or "bert" or "roberta" or "xlm-roberta" or "camembert" => null,
            "nomic_bert" => "nomic-bert",
            "new" => "gte-new",
            "gemma3_text" => "gemma3-text",
            var name => name,
        };

    // With weights of its own, as the family's other readers find them.
    private static SettingDirectory Family(string fixture, bool isCross)
    {
        var read = EncoderConfig.Read(Checkout.PathOf($"tests/Encoding/Families/{fixture}/config.json"));
        var config = read with
        {
            Heads = 2,
            KeyValueHeads = read.Parts.HeadNorms ? 1 : 2,
            LayerNormEpsilon = 1e-9,
            TypeVocabSize = Math.Min(2, 2 * read.TypeVocabSize),
        };
        var model = isCross && config.Family.ClassifierNames.Count > 0
            ? RandomEncoder.Cross(config, TinyEncoders.Tokenizer, 1, labels: 2)
            : RandomEncoder.Dual(config, TinyEncoders.Tokenizer, 1);
        var files = new HuggingFaceDirectory();
        foreach (var file in BundleLayout.FilesOf(model with { MaxTokens = 24 }))
        {
            var path = Path.Combine(files.Path, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using var stream = File.Create(path);
            file.Write(stream);
        }

        return new SettingDirectory(files);
    }

    private static SettingDirectory Cross()
    {
        var files = new HuggingFaceDirectory(TinyEncoders.Cross(labels: 2), "bert.");
        foreach (var file in new[] { "sentence_bert_config.json", "config_sentence_transformers.json" })
        {
            files.Write(file, "{}");
        }

        return new SettingDirectory(files);
    }

    private static SettingDirectory Dual(SettingTable table)
    {
        var model = TinyEncoders.Dual(dims: 4) with { Prompts = Prompts.None };
        var files = new HuggingFaceDirectory(model);
        files.WriteModules(Types + "Transformer", Types + "Pooling", Types + "Dense", Types + "Normalize");
        files.Write("1_Pooling/config.json", """{"word_embedding_dimension":8}""");
        files.Write("2_Dense/config.json", """
            {"in_features":8,"out_features":4,"bias":true,"activation_function":"torch.nn.modules.linear.Identity"}
            """);
        files.WriteWeights("2_Dense/model.safetensors", new[] { "weight", "bias" }.Select(part =>
            new Tensor($"linear.{part}", model.Weights[$"projection.{part}"].Shape,
                model.Weights[$"projection.{part}"].Data)));
        foreach (var file in new[]
        {
            "3_Normalize/config.json", "sentence_bert_config.json", "config_sentence_transformers.json",
            "special_tokens_map.json", "tokenizer_config.json",
        })
        {
            files.Write(file, "{}");
        }

        if (table == ModelSettings.TokenizerConfig)
        {
            files.Write("tokenizer_config.json", """{"tokenizer_class":"BertTokenizer"}""");
        }

        if (table.File.StartsWith("tokenizer.json", StringComparison.Ordinal))
        {
            files.Delete("tokenizer_config.json");
            files.Write("tokenizer.json", model.Tokenizer.ToTokenizerJson());
        }

        return new SettingDirectory(files);
    }

    private static JsonNode PartOf(JsonNode json, SettingTable table)
    {
        if (json is JsonArray modules) { return modules[0]!; }
        var section = table.File.Split('(', ')') is [_, var named, _] ? named : null;
        if (section is null) { return json; }
        var part = json[section] ??= new JsonObject();
        return part is JsonArray tokens ? tokens.First(token => $"{token!["content"]}" == "[CLS]")! : part;
    }
}
