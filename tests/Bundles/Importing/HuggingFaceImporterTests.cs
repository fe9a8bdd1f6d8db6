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
    [InlineData(3)]
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
    [InlineData("model_type", "roberta")]
    [InlineData("model_type", "nomic_bert")]
    [InlineData("hidden_act", "gelu_new")]
    [InlineData("hidden_act", "relu")]
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
}
