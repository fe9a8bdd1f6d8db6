using System.Text.Json;
using Kale.Bundles;
using Kale.Encoding.Graphs;
using Kale.Encoding.Inference;
using Kale.Encoding.Tests.Families;
using Kale.Encoding.Tokenization;
using Kale.Trainer.Tests.Support;
using Kale.Training.Loop;
using Kale.Training.Networks;
using Kale.Training.Weights;
using TorchSharp;
using Xunit.Abstractions;

namespace Kale.Trainer.Tests.Models.Networks;

/// <summary>Networks of every family against what the published code of their models computes.</summary>
public sealed class FamilyNetworkTests(ITestOutputHelper output)
{
    private const double Tolerance = 1e-5;
    private const double Parity = 1e-4;

    public static TheoryData<string> Names => [.. FamilyFixture.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Forward_PublishedWeights_ComputesWhatTheModelsOwnCodeDoes(string name)
    {
        using var fixture = FamilyFixture.Open(name);
        var model = fixture.Import() with { Normalize = false, Pooling = fixture.Pooling };
        using var network = model.Network();
        foreach (var batch in fixture.Batches)
        {
            using var scope = torch.NewDisposeScope();
            var texts = FamilyFixture.Texts(batch);
            using var tokens = network.BatchOf(texts);
            var (hidden, width) = (Floats(network.LastHidden(tokens)), model.Config.HiddenSize);
            var real = texts.SelectMany((text, row) => hidden
                .Skip(row * (int)tokens.Tokens * width).Take(text.Length * width)).ToArray();

            AssertClose(FamilyFixture.Numbers(batch.GetProperty("last_hidden_state")), real, Tolerance);
            AssertClose(FamilyFixture.Numbers(Expected(batch, model)), Floats(network.call(tokens)), Tolerance);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Cut_AndTrained_IsPublishedAsItComputes(string name)
    {
        using var fixture = FamilyFixture.Open(name);
        using var directory = new TemporaryDirectory();
        var whole = fixture.Import();
        var texts = FamilyFixture.Texts(fixture.Batches[0]);
        var layers = whole.Config.Layers;
        var student = whole.KeepLayers(LayerPlans.Choose("even", layers, Math.Min(2, layers)));
        using var network = student.Network();
        var before = network.Run(texts);

        Train(network, texts);

        var trained = network.ToModel();
        var bundle = directory.Publish("student", trained);
        using var session = new EncoderSession(
            Path.Combine(bundle.Directory, "onnx", "model.onnx"), new InferenceOptions());
        using var fused = new EncoderSession(bundle.LoadModel(), new InferenceOptions { Form = GraphForm.Fused });
        Assert.True(NetworkRuns.Furthest(before, network.Run(texts)) > 1e-3, "The training changed nothing.");
        AssertClose(Flat(network.Run(texts)), Flat(session.Run(texts)), Parity);
        AssertClose(Flat(network.Run(texts)), Flat(fused.Run(texts)), Parity);
    }

    private static void Train(EncoderNetwork network, TokenizedText[] texts)
    {
        using var optimizer = new FusedAdamW(network, weightDecay: 0.01);
        using var scope = torch.NewDisposeScope();
        optimizer.ZeroGradients();
        network.call(network.BatchOf(texts)).select(1, 0).sum().backward();
        optimizer.Step(rate: 0.01);
    }

    private static JsonElement Expected(JsonElement batch, EncoderModel model) => batch.GetProperty(
        model.Kind == BundleKind.CrossEncoder ? "logits"
        : model.Pooling == PoolingMode.Last ? "last_token_pooled" : "mean_pooled");

    private static float[] Floats(torch.Tensor tensor) => Kale.Training.TensorArrays.Floats(tensor);

    private static float[] Flat(float[][] rows) => [.. rows.SelectMany(row => row)];

    private void AssertClose(float[] expected, float[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        var furthest = expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max();
        output.WriteLine($"largest difference {furthest:E2}");
        Assert.InRange(furthest, 0, tolerance);
    }
}
