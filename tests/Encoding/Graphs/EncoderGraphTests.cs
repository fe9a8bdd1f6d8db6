using Kale.Bundles;
using Kale.Encoding.Graphs;
using Kale.Encoding.Inference;

namespace Kale.Encoding.Tests.Graphs;

public class EncoderGraphTests
{
    [Theory]
    [MemberData(nameof(TinyModels.Names), MemberType = typeof(TinyModels))]
    public void WritePortable_EveryKind_EqualsReference(string name) => AssertEqualsReference(name, GraphForm.Portable);

    [Theory]
    [MemberData(nameof(TinyModels.Names), MemberType = typeof(TinyModels))]
    public void WriteFused_EveryKind_EqualsReference(string name) => AssertEqualsReference(name, GraphForm.Fused);

    [Theory]
    [MemberData(nameof(TinyModels.Names), MemberType = typeof(TinyModels))]
    public void WritePortable_EveryKind_UsesStandardOperatorsOnly(string name)
    {
        using var stream = new MemoryStream();
        EncoderGraph.WritePortable(TinyModels.Create(name), stream);

        var model = Encoding.Graphs.Onnx.ModelProto.Parser.ParseFrom(stream.ToArray());

        Assert.All(model.Graph.Node, node => Assert.Equal("", node.Domain));
        Assert.Equal(17, Assert.Single(model.OpsetImport).Version);
        Assert.Equal(["input_ids", "attention_mask", "token_type_ids"], model.Graph.Input.Select(i => i.Name));
        Assert.Equal(name == "cross encoder" ? "logits" : "sentence_embedding", Assert.Single(model.Graph.Output).Name);
    }

    [Fact]
    public void WritePortable_MissingTensor_NamesIt()
    {
        var model = TinyModels.Dual(layers: 1);
        var weights = new TensorSet(model.Weights.Tensors.Where(t => t.Name != "encoder.layer.0.output.dense.bias"));

        var error = Assert.Throws<BundleException>(
            () => EncoderGraph.WritePortable(model with { Weights = weights }, Stream.Null));

        Assert.Equal(BundleError.Missing, error.Code);
        Assert.Contains("encoder.layer.0.output.dense.bias", error.Message);
    }

    [Fact]
    public void WriteFused_MoreLayersThanWeights_NamesTheTensor()
    {
        var model = TinyModels.Dual(layers: 1);

        var error = Assert.Throws<BundleException>(
            () => EncoderGraph.WriteFused(model with { Config = model.Config with { Layers = 2 } }, Stream.Null));

        Assert.Contains("encoder.layer.1.", error.Message);
    }

    private static void AssertEqualsReference(string name, GraphForm form)
    {
        var model = TinyModels.Create(name);
        var inputs = TinyModels.Inputs();
        var reference = new ReferenceEncoder(model);
        using var session = new EncoderSession(model, new InferenceOptions { Form = form, Threads = 1 });

        var rows = session.Run(inputs);

        for (var i = 0; i < inputs.Count; i++)
        {
            Vectors.AssertClose(reference.Encode(inputs[i]), rows[i], 1e-5);
        }
    }
}
