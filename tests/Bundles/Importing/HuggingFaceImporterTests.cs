using System.Text.Json.Nodes;

namespace Kale.Bundles.Tests.Importing;

public sealed class HuggingFaceImporterTests
{
    [Theory]
    [InlineData("", "F32")]
    [InlineData("bert.", "F32")]
    [InlineData("0.auto_model.", "F32")]
    public void Import_PlainTransformer_IsMeanPooledAndNotNormalised(string prefix, string type)
    {
        using var directory = new HuggingFaceDirectory(prefix: prefix, type: type);

        ModelAssert.Equal(directory.Model with { Normalize = false }, directory.Import());
    }

    [Theory]
    [InlineData(500, true)]
    [InlineData(2000, false)]
    public void Import_RowsWithoutTokens_ArePaddingOrTheVocabularyIsCutOff(int rows, bool isPadding)
    {
        using var directory = new HuggingFaceDirectory(RandomEncoder.Dual(
            TinyEncoders.Config with { VocabSize = rows }, TinyEncoders.Tokenizer, seed: 1) with
        { MaxTokens = 24 });
        if (isPadding)
            Assert.Equal(rows, directory.Import().Config.VocabSize);
        else
            directory.Refused(BundleError.Corrupt, "rows have no token");
    }

    [Fact]
    public void Import_VocabTextOfAnotherClassInConfigJson_IsRefused()
    {
        using var directory = new HuggingFaceDirectory();
        directory.ChangeConfig("tokenizer_class", "XLMRobertaTokenizer");
        directory.Refused(BundleError.Unsupported, "config.json", "tokenizer_class", "tokenizer.json is missing");
    }

    [Theory]
    [InlineData("F16", 1e-3)]
    [InlineData("BF16", 1e-2)]
    public void Import_HalfPrecision_BecomesFloat32(string type, double tolerance)
    {
        using var directory = new HuggingFaceDirectory(type: type);

        var imported = directory.Import();

        Assert.All(imported.Weights.Tensors, tensor => Assert.All(
            tensor.Data.Zip(directory.Model.Weights[tensor.Name].Data),
            pair => Assert.Equal(pair.Second, pair.First, tolerance)));
    }

    [Fact]
    public void Import_OldLayerNormNames_AreRead()
    {
        using var directory = new HuggingFaceDirectory();
        directory.WriteWeights("model.safetensors", directory.Model.Weights.Tensors.Select(t => new Tensor(
            t.Name.Replace("LayerNorm.weight", "LayerNorm.gamma").Replace("LayerNorm.bias", "LayerNorm.beta"),
            t.Shape,
            t.Data)));

        ModelAssert.Equal(directory.Model with { Normalize = false }, directory.Import());
    }

    [Fact]
    public void Import_Shards_AreJoinedAndFurtherTensorsIgnored()
    {
        using var directory = new HuggingFaceDirectory();
        var tensors = directory.Model.Weights.Tensors.Append(new Tensor("pooler.dense.bias", [1], [1])).ToList();
        directory.Delete("model.safetensors");
        directory.WriteWeights("model-1.safetensors", tensors.Take(7), "bert.");
        directory.WriteWeights("model-2.safetensors", tensors.Skip(7), "bert.");
        var map = tensors.Select((t, i) => $"\"bert.{t.Name}\":\"model-{(i < 7 ? 1 : 2)}.safetensors\"");
        directory.Write("model.safetensors.index.json", $$"""{"weight_map":{ {{string.Join(',', map)}} } }""");

        ModelAssert.Equal(directory.Model with { Normalize = false }, directory.Import());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Import_CrossEncoder_HasPoolerAndClassifier(int labels)
    {
        using var directory = new HuggingFaceDirectory(TinyEncoders.Cross(labels: labels), "bert.");
        if (labels == 2)
        {
            // Hugging Face takes two labels where config.json does not say.
            directory.ChangeConfig("id2label", null);
        }

        ModelAssert.Equal(directory.Model, directory.Import());
    }

    [Fact]
    public void Import_CrossEncoderWithModules_IsOneToo()
    {
        using var directory = new HuggingFaceDirectory(TinyEncoders.Cross(), "bert.");
        directory.WriteModules("sentence_transformers.base.modules.transformer.Transformer");

        ModelAssert.Equal(directory.Model, directory.Import());
    }

    [Fact]
    public void Import_MissingTensor_IsNamed()
    {
        using var directory = new HuggingFaceDirectory();
        directory.WriteWeights(
            "model.safetensors", directory.Model.Weights.Without("encoder.layer.1.output.dense.bias").Tensors);

        directory.Refused(BundleError.Missing, "encoder.layer.1.output.dense.bias", "model.safetensors");
    }

    [Fact]
    public void Import_NoEmbeddings_IsNamed()
    {
        using var directory = new HuggingFaceDirectory();
        directory.WriteWeights("model.safetensors", [new Tensor("linear.weight", [1], [1])]);

        directory.Refused(BundleError.Missing, "embeddings.word_embeddings.weight");
    }

    [Fact]
    public void Import_WrongShape_IsNamedWithBoth()
    {
        using var directory = new HuggingFaceDirectory();
        directory.ChangeConfig("intermediate_size", 12);

        directory.Refused(BundleError.WrongShape, "encoder.layer.0.intermediate.dense.weight", "[16, 8]", "[12, 8]");
    }

    [Fact]
    public void Import_NotFiniteWeight_IsNamed()
    {
        using var directory = new HuggingFaceDirectory();
        directory.WriteWeights(
            "model.safetensors",
            directory.Model.Weights
                .With(new Tensor("embeddings.LayerNorm.bias", [8], [1, 2, 3, float.NaN, 5, 6, 7, 8])).Tensors);

        directory.Refused(BundleError.Corrupt, "embeddings.LayerNorm.bias", "NaN");
    }

    [Fact]
    public void Import_TruncatedWeights_AreRefused()
    {
        using var directory = new HuggingFaceDirectory();
        using (var file = File.OpenWrite(Path.Combine(directory.Path, "model.safetensors")))
        {
            file.SetLength(file.Length - 10);
        }

        directory.Refused(BundleError.Corrupt, "model.safetensors", "10 bytes are missing");
    }

    [Theory]
    [InlineData("model_type", "gpt2")]
    [InlineData("model_type", "deberta-v2")]
    [InlineData("hidden_act", "quick_gelu")]
    [InlineData("hidden_act", "tanh")]
    [InlineData("position_embedding_type", "relative_key")]
    public void Import_UnsupportedConfig_IsNamed(string key, string value)
    {
        using var directory = new HuggingFaceDirectory();
        directory.ChangeConfig(key, value);

        directory.Refused(BundleError.Unsupported, "config.json", key, $"'{value}'", "use an encoder");
    }

    [Theory]
    [InlineData("hidden_size")]
    [InlineData("vocab_size")]
    [InlineData("num_attention_heads")]
    public void Import_ConfigWithoutASize_IsNamed(string key)
    {
        using var directory = new HuggingFaceDirectory();
        directory.ChangeConfig(key, null);

        directory.Refused(BundleError.Missing, "config.json", key);
    }

    [Theory]
    [InlineData("hidden_size", 0)]
    [InlineData("num_attention_heads", 3)]
    [InlineData("num_hidden_layers", -1)]
    public void Import_ImpossibleConfig_IsNamed(string key, int value)
    {
        using var directory = new HuggingFaceDirectory();
        directory.ChangeConfig(key, value);

        directory.Refused(BundleError.Corrupt, "config.json", key);
    }

    [Fact]
    public void Import_ConfigOfWrongType_IsNamed()
    {
        using var directory = new HuggingFaceDirectory();
        directory.ChangeConfig("hidden_size", "eight");

        directory.Refused(BundleError.Corrupt, "hidden_size", "eight", "whole number");
    }

    [Theory]
    [InlineData("config.json", BundleError.NotFound, "config.json")]
    [InlineData("model.safetensors", BundleError.Missing, "model.safetensors")]
    [InlineData("vocab.txt", BundleError.Missing, "tokenizer.json nor vocab.txt")]
    public void Import_MissingFile_IsNamed(string file, BundleError code, string named)
    {
        using var directory = new HuggingFaceDirectory();
        directory.Delete(file);

        directory.Refused(code, named);
    }

    [Theory]
    [InlineData("pytorch_model.bin")]
    [InlineData("pytorch_model-00001-of-00002.bin")]
    [InlineData("tf_model.h5")]
    public void Import_OtherWeightsOnly_SaysHowToConvert(string file)
    {
        using var directory = new HuggingFaceDirectory();
        directory.Delete("model.safetensors");
        directory.Write(file, "x");

        directory.Refused(BundleError.Unsupported, file, "save_pretrained");
    }

    [Fact]
    public void Import_NoDirectory_SaysSo()
    {
        var error = Assert.Throws<BundleException>(() => HuggingFaceImporter.Import("/nowhere/at/all"));

        Assert.Equal(BundleError.NotFound, error.Code);
    }

    [Fact]
    public void Import_MoreTokensThanEmbeddings_IsRefused()
    {
        using var directory = new HuggingFaceDirectory();
        directory.Write("vocab.txt", string.Join('\n', directory.Model.Tokenizer.Vocabulary.Tokens) + "\nextra\n");

        directory.Refused(BundleError.WrongShape, "41 tokens", "40 rows");
    }

    [Fact]
    public void Import_ClassifierOfThreeLabels_IsRefusedByName()
    {
        using var directory = new HuggingFaceDirectory(TinyEncoders.Cross(labels: 3), "bert.");

        directory.Refused(BundleError.Unsupported, "config.json", "id2label", "LABEL_2", "3 labels");
    }

    [Theory]
    [InlineData("irrelevant", "relevant", true)]
    [InlineData("LABEL_0", "LABEL_1", true)]
    [InlineData("relevant", "irrelevant", false)]
    [InlineData("NEGATIVE", "POSITIVE", false)]
    public void Import_ClassifierOfTwoLabels_MustRank(string first, string second, bool ranks)
    {
        using var directory = new HuggingFaceDirectory(TinyEncoders.Cross(labels: 2), "bert.");
        directory.ChangeConfig("id2label", new JsonObject { ["0"] = first, ["1"] = second });

        if (ranks) { ModelAssert.Equal(directory.Model, directory.Import()); }
        else { directory.Refused(BundleError.Unsupported, "id2label", second); }
    }

    [Theory]
    [InlineData("torch.nn.modules.activation.Sigmoid", true)]
    [InlineData("torch.nn.modules.linear.Identity", true)]
    [InlineData("torch.nn.modules.activation.Softmax", false)]
    public void Import_ActivationOfACrossEncoder_MustKeepTheOrder(string activation, bool keeps)
    {
        using var directory = new HuggingFaceDirectory(TinyEncoders.Cross(), "bert.");
        directory.ChangeConfig("sentence_transformers", new JsonObject
        {
            ["activation_fn"] = activation,
            ["version"] = "5.0.0",
        });

        if (keeps) { ModelAssert.Equal(directory.Model, directory.Import()); }
        else { directory.Refused(BundleError.Unsupported, "sentence_transformers", activation); }
    }

    [Fact]
    public void Import_CrossEncoderWithoutASecondTokenType_IsRefused()
    {
        var config = TinyEncoders.Config with { TypeVocabSize = 1 };
        using var directory = new HuggingFaceDirectory(RandomEncoder.Cross(config, TinyEncoders.Tokenizer, 1), "bert.");

        directory.Refused(BundleError.WrongShape, "type_vocab_size is 1");
    }

    [Fact]
    public void Import_EncoderTrainedForAnotherTask_IsRefusedByName()
    {
        using var directory = new HuggingFaceDirectory(prefix: "bert.");
        directory.ChangeConfig("architectures", new JsonArray("BertForTokenClassification"));

        directory.Refused(BundleError.Unsupported, "architectures", "BertForTokenClassification", "another task");
    }

    [Fact]
    public void Import_TwoEncodersInOneFile_AreNamed()
    {
        using var directory = new HuggingFaceDirectory();
        var tensors = directory.Model.Weights.Tensors.ToList();
        directory.WriteWeights(
            "model.safetensors",
            tensors.Select(t => t.Named("query." + t.Name)).Concat(tensors.Select(t => t.Named("context." + t.Name))));

        directory.Refused(
            BundleError.Unsupported, "model.safetensors", "2 encoders in one file", "'query.emb", "'context.emb");
    }

    [Theory]
    [InlineData("encoder.layer.0.attention.self.query.lora_A.weight")]
    [InlineData("encoder.layer.1.output.dense.weight_scale")]
    [InlineData("encoder.layer.1.output.dense.qweight")]
    [InlineData("embeddings.projection.weight")]
    [InlineData("linear.weight")]
    public void Import_TensorOfNoKnownPart_IsRefusedByName(string name)
    {
        using var directory = new HuggingFaceDirectory();
        directory.WriteWeights(
            "model.safetensors", directory.Model.Weights.Tensors.Append(new Tensor(name, [1], [1])), "bert.");

        directory.Refused(BundleError.Unsupported, "model.safetensors", name, "may change its vectors");
    }

    [Theory]
    [InlineData("embeddings.position_ids")]
    [InlineData("pooler.dense.weight")]
    [InlineData("cls.predictions.bias")]
    [InlineData("encoder.layer.2.output.dense.bias")]
    public void Import_TensorThatDoesNotRun_IsLeftOut(string name)
    {
        using var directory = new HuggingFaceDirectory();
        directory.WriteWeights(
            "model.safetensors", directory.Model.Weights.Tensors.Append(new Tensor(name, [1], [1])), "bert.");

        ModelAssert.Equal(directory.Model with { Normalize = false }, directory.Import());
    }

    [Theory]
    [InlineData("model.safetensors")]
    [InlineData("vocab.txt")]
    [InlineData("tokenizer.json")]
    [InlineData("config.json")]
    [InlineData("tokenizer_config.json")]
    public void Import_GitLfsPointer_IsNamedWithWhatToDo(string file)
    {
        using var directory = new HuggingFaceDirectory();
        directory.Write(file, "version https://git-lfs.github.com/spec/v1\noid sha256:07\nsize 90868376\n");

        directory.Refused(BundleError.Corrupt, file, "Git LFS pointer", "git lfs pull");
    }

    [Theory]
    [InlineData("<!DOCTYPE html><html><body>Sign in to see this file</body></html>", "a web page")]
    [InlineData("PK\u0003\u0004archive/data.pkl and what else a zip has", "PyTorch's own format")]
    public void Import_WeightsOfAnotherFormat_AreNamed(string content, string named)
    {
        using var directory = new HuggingFaceDirectory();
        directory.Write("model.safetensors", content);

        directory.Refused(BundleError.Corrupt, "model.safetensors", named);
    }

    [Theory]
    [InlineData("adapter_config.json", "merge")]
    [InlineData("router_config.json", "several encoders")]
    public void Import_FileThatChangesTheEncoder_IsRefusedByName(string file, string named)
    {
        using var directory = new HuggingFaceDirectory();
        directory.Write(file, "{}");

        directory.Refused(BundleError.Unsupported, file, named);
    }

    [Fact]
    public void Import_ModulesWithoutTheirList_AreNamed()
    {
        using var directory = new HuggingFaceDirectory();
        directory.Write("1_Pooling/config.json", """{"pooling_mode":"cls"}""");

        directory.Refused(BundleError.Missing, "1_Pooling", "modules.json");
    }

    [Fact]
    public void Import_ListOfModulesWithoutPooling_IsRefused()
    {
        using var directory = new HuggingFaceDirectory();
        directory.WriteModules("sentence_transformers.models.Transformer");

        directory.Refused(BundleError.Unsupported, "modules.json", "Pooling");
    }
}
