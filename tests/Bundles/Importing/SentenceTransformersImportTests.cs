namespace Kale.Bundles.Tests.Importing;

/// <summary>What modules.json and the files it names decide.</summary>
public sealed class SentenceTransformersImportTests
{
    private const string Old = "sentence_transformers.models.";
    private const string NewTransformer = "sentence_transformers.base.modules.transformer.Transformer";
    private const string NewPooling = "sentence_transformers.sentence_transformer.modules.pooling.Pooling";
    private const string NewDense = "sentence_transformers.base.modules.dense.Dense";
    private const string NewNormalize = "sentence_transformers.base.modules.normalize.Normalize";

    private const string Dense = """
        {"in_features":8,"out_features":4,"bias":true,"activation_function":"torch.nn.modules.linear.Identity"}
        """;

    [Theory]
    [InlineData(HuggingFaceDirectory.OldPooling, PoolingMode.Mean)]
    [InlineData(
        """{"word_embedding_dimension":8,"pooling_mode_cls_token":true,"pooling_mode_mean_tokens":false}""",
        PoolingMode.Cls)]
    [InlineData("""{"word_embedding_dimension":8}""", PoolingMode.Mean)]
    [InlineData("""{"embedding_dimension":8,"pooling_mode":"mean","include_prompt":true}""", PoolingMode.Mean)]
    [InlineData("""{"embedding_dimension":8,"pooling_mode":"cls"}""", PoolingMode.Cls)]
    [InlineData("""{"embedding_dimension":8,"pooling_mode":["cls"]}""", PoolingMode.Cls)]
    [InlineData("""{"embedding_dimension":8,"pooling_mode":"lasttoken"}""", PoolingMode.Last)]
    [InlineData(
        """{"word_embedding_dimension":8,"pooling_mode_mean_tokens":false,"pooling_mode_lasttoken":true}""",
        PoolingMode.Last)]
    [InlineData("""{"embedding_dimension":8,"pooling_mode":"cls","pooling_mode_mean_tokens":true}""", PoolingMode.Cls)]
    [InlineData("""{"embedding_dimension":8,"pooling_mode":"mean","include_prompt":false}""", PoolingMode.Mean)]
    public void Import_OldAndNewPoolingKeys_AreRead(string json, PoolingMode expected)
    {
        using var directory = Modules(json, Old + "Transformer", Old + "Pooling", Old + "Normalize");

        Assert.Equal(expected, directory.Import().Pooling);
    }

    [Theory]
    [InlineData("""{"pooling_mode":"max"}""", "'max'")]
    [InlineData("""{"pooling_mode":["cls","mean"]}""", "'cls + mean'")]
    [InlineData("""{"pooling_mode_max_tokens":true,"pooling_mode_mean_tokens":false}""", "'max'")]
    [InlineData("""{"pooling_mode_weightedmean_tokens":true}""", "'mean + weightedmean'")]
    [InlineData("""{"pooling_mode_cls_token":true}""", "'cls + mean'")]
    [InlineData("""{"pooling_mode_mean_tokens":true,"pooling_mode_cls_token":true}""", "'cls + mean'")]
    public void Import_OtherPooling_IsRefusedByName(string json, string named)
    {
        using var directory = Modules(json, Old + "Transformer", Old + "Pooling");

        directory.Refused(BundleError.Unsupported, "1_Pooling", named, "'mean' and 'cls'");
    }

    [Fact]
    public void Import_NoPoolingAtAll_IsRefused()
    {
        using var directory = Modules(
            """{"pooling_mode_cls_token":false,"pooling_mode_mean_tokens":false}""",
            Old + "Transformer", Old + "Pooling");

        directory.Refused(BundleError.Unsupported, "1_Pooling", "every pooling is false", "'mean' or 'cls'");
    }

    [Fact]
    public void Import_PoolingOfAnotherWidth_IsRefused()
    {
        using var directory = Modules("""{"word_embedding_dimension":384}""", Old + "Transformer", Old + "Pooling");

        directory.Refused(BundleError.WrongShape, "384", "8");
    }

    [Theory]
    [InlineData(Old + "Transformer", Old + "Pooling", Old + "Normalize")]
    [InlineData(NewTransformer, NewPooling, NewNormalize)]
    [InlineData(
        "sentence_transformers.models.Transformer.Transformer",
        "sentence_transformers.models.Pooling.Pooling",
        "sentence_transformers.models.Normalize.Normalize")]
    public void Import_OldAndNewTypes_AreRead(params string[] types)
    {
        using var directory = Modules(HuggingFaceDirectory.OldPooling, types);

        ModelAssert.Equal(directory.Model, directory.Import());
    }

    [Theory]
    [InlineData(Old + "Transformer", Old + "Pooling", Old + "Dense", Old + "Normalize")]
    [InlineData(NewTransformer, NewPooling, NewDense)]
    public void Import_IdentityDense_IsAProjection(params string[] types)
    {
        var model = TinyEncoders.Dual(dims: 4) with { Prompts = Prompts.None, Normalize = types.Length == 4 };
        using var directory = Modules(model, HuggingFaceDirectory.OldPooling, types);
        directory.Write("2_Dense/config.json", Dense);
        directory.WriteWeights("2_Dense/model.safetensors", Linear(model));

        var imported = directory.Import();

        ModelAssert.Equal(model, imported);
        Assert.Equal(4, imported.Dims);
    }

    [Fact]
    public void Import_DenseWithoutBias_HasAZeroOne()
    {
        var model = TinyEncoders.Dual(dims: 4);
        using var directory = Modules(
            model, HuggingFaceDirectory.OldPooling, Old + "Transformer", Old + "Pooling", Old + "Dense");
        directory.Write("2_Dense/config.json", Dense.Replace("\"bias\":true", "\"bias\":false"));
        directory.WriteWeights("2_Dense/model.safetensors", Linear(model).Take(1));

        Assert.Equal(new float[4], directory.Import().Weights["projection.bias"].Data);
    }

    [Theory]
    [InlineData("\"torch.nn.modules.linear.Identity\"", "\"torch.nn.modules.activation.Tanh\"", "Tanh")]
    [InlineData("\"bias\":true", "\"use_residual\":true", "residual")]
    [InlineData("\"out_features\":4", "\"out_features\":5", "linear.weight")]
    public void Import_OtherDense_IsRefusedByName(string part, string instead, string named)
    {
        var model = TinyEncoders.Dual(dims: 4);
        using var directory = Modules(
            model, HuggingFaceDirectory.OldPooling, Old + "Transformer", Old + "Pooling", Old + "Dense");
        directory.Write("2_Dense/config.json", Dense.Replace(part, instead));
        directory.WriteWeights("2_Dense/model.safetensors", Linear(model));

        var error = Assert.Throws<BundleException>(directory.Import);

        Assert.Contains("2_Dense", error.Message);
        Assert.Contains(named, error.Message);
    }

    [Theory]
    [InlineData(Old + "Transformer", Old + "Pooling", Old + "LayerNorm")]
    [InlineData(Old + "Transformer", Old + "WeightedLayerPooling")]
    [InlineData(Old + "Transformer", Old + "Pooling", Old + "Normalize", Old + "Dense")]
    [InlineData("sentence_transformers.base.modules.router.Router")]
    [InlineData(Old + "Transformer", "my_module.Pooling")]
    public void Import_OtherModules_AreRefusedByName(params string[] types)
    {
        using var directory = Modules(HuggingFaceDirectory.OldPooling, types);

        directory.Refused(BundleError.Unsupported, "modules.json", types[^1][(types[^1].LastIndexOf('.') + 1)..]);
    }

    [Theory]
    [InlineData("../elsewhere")]
    [InlineData("/etc")]
    [InlineData("a/../../b")]
    public void Import_ModulePathOutOfTheDirectory_IsRefused(string path)
    {
        using var directory = new HuggingFaceDirectory();
        directory.Write(
            "modules.json",
            $$"""[{"idx":0,"name":"0","path":"{{path}}","type":"sentence_transformers.models.Transformer"}]""");

        directory.Refused(BundleError.Corrupt, path, "leads out");
    }

    [Fact]
    public void Import_TransformerInASubfolder_IsRead()
    {
        using var directory = new HuggingFaceDirectory();
        foreach (var file in Directory.GetFiles(directory.Path))
        {
            Directory.CreateDirectory(Path.Combine(directory.Path, "0_Transformer"));
            File.Move(file, Path.Combine(directory.Path, "0_Transformer", Path.GetFileName(file)));
        }

        directory.Write("modules.json", """
            [{"idx":0,"name":"0","path":"0_Transformer","type":"sentence_transformers.models.Transformer"},
             {"idx":1,"name":"1","path":"1_Pooling","type":"sentence_transformers.models.Pooling"}]
            """);
        directory.Write("1_Pooling/config.json", HuggingFaceDirectory.OldPooling);

        ModelAssert.Equal(directory.Model with { Normalize = false }, ModelImporter.Import(directory.Path));
    }

    [Theory]
    [InlineData("""{"prompts":{"query":"q: ","document":"d: "}}""", "q: ", "d: ")]
    [InlineData("""{"prompts":{"query":"q: ","passage":"p: "}}""", "q: ", "p: ")]
    [InlineData("""{"prompts":{"query":"q: ","corpus":"c: ","passage":"p: "}}""", "q: ", "p: ")]
    [InlineData("""{"prompts":{"query":"q: "},"default_prompt_name":null}""", "q: ", "")]
    [InlineData("""{"prompts":{"query":"q: "},"default_prompt_name":"query"}""", "q: ", "q: ")]
    [InlineData("""{"prompts":{}}""", "", "")]
    [InlineData("""{"prompts":{"query":"","document":""},"similarity_fn_name":null}""", "", "")]
    public void Import_Prompts_AreRead(string json, string query, string document)
    {
        using var directory = Modules(HuggingFaceDirectory.OldPooling, Old + "Transformer", Old + "Pooling");
        directory.Write("config_sentence_transformers.json", json);

        Assert.Equal(new Prompts(query, document), directory.Import().Prompts);
    }

    [Fact]
    public void Import_PromptsLeftOutOfPooling_AreRefused()
    {
        using var directory = Modules(
            """{"embedding_dimension":8,"pooling_mode":"mean","include_prompt":false}""",
            Old + "Transformer",
            Old + "Pooling");
        directory.Write("config_sentence_transformers.json", """{"prompts":{"query":"q: "}}""");

        directory.Refused(BundleError.Unsupported, "include_prompt");
    }

    [Theory]
    [InlineData("cosine", Metric.Cosine)]
    [InlineData("dot", Metric.Dot)]
    [InlineData("euclidean", Metric.Euclid)]
    public void Import_Similarity_IsTheMetric(string name, Metric expected)
    {
        using var directory = new HuggingFaceDirectory();
        directory.Write("config_sentence_transformers.json", $$"""{"similarity_fn_name":"{{name}}"}""");

        Assert.Equal(expected, directory.Import().Metric);
    }

    [Fact]
    public void Import_Manhattan_IsRefused()
    {
        using var directory = new HuggingFaceDirectory();
        directory.Write("config_sentence_transformers.json", """{"similarity_fn_name":"manhattan"}""");

        directory.Refused(BundleError.Unsupported, "'manhattan'");
    }

    [Theory]
    [InlineData("""{"max_seq_length":16,"do_lower_case":false}""", 16)]
    [InlineData("""{"max_seq_length":5000}""", 32)]
    [InlineData("""{"max_seq_length":null}""", 24)]
    [InlineData("""{"transformer_task":"feature-extraction","modality_config":{"text":{}},"module_output_name":"token_embeddings"}""", 24)]
    public void Import_MaxSeqLength_IsRead(string json, int expected)
    {
        using var directory = new HuggingFaceDirectory();
        directory.Write("sentence_bert_config.json", json);

        Assert.Equal(expected, directory.Import().MaxTokens);
    }

    [Fact]
    public void Import_NoLimitAnywhere_IsThePositions()
    {
        using var directory = new HuggingFaceDirectory();
        directory.Write("tokenizer_config.json", """{"model_max_length":1000000000000000019884624838656}""");

        Assert.Equal(32, directory.Import().MaxTokens);
    }

    [Fact]
    public void Import_AdditionalLowerCasing_KeepsAccents()
    {
        using var directory = new HuggingFaceDirectory();
        directory.Write("tokenizer_config.json", """{"do_lower_case":false}""");
        directory.Write("sentence_bert_config.json", """{"do_lower_case":true}""");

        var settings = directory.Import().Tokenizer.Settings;

        Assert.Equal((true, false), (settings.LowerCase, settings.StripsAccents));
    }

    [Theory]
    [InlineData("processing_kwargs", """{"text":{"max_length":9}}""")]
    [InlineData("query_length", "9")]
    public void Import_LimitsOfAnotherKind_AreRefusedByName(string key, string value)
    {
        using var directory = new HuggingFaceDirectory();
        directory.Write("sentence_bert_config.json", $$"""{"{{key}}":{{value}}}""");

        directory.Refused(BundleError.Unsupported, key);
    }

    private static HuggingFaceDirectory Modules(string pooling, params string[] types) =>
        Modules(TinyEncoders.Dual() with { Prompts = Prompts.None }, pooling, types);

    private static HuggingFaceDirectory Modules(EncoderModel model, string pooling, params string[] types)
    {
        var directory = new HuggingFaceDirectory(model);
        directory.WriteModules(types);
        directory.Write("1_Pooling/config.json", pooling);
        return directory;
    }

    private static IEnumerable<Tensor> Linear(EncoderModel model) =>
        new[] { "weight", "bias" }.Select(part => model.Weights[$"projection.{part}"])
            .Select(t => new Tensor(t.Name.Replace("projection", "linear"), t.Shape, t.Data));
}
