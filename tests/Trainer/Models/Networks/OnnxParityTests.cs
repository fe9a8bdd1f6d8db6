using Kale.Bundles;
using Kale.Encoding.Graphs;
using Kale.Encoding.Inference;
using Kale.Encoding.Tokenization;
using Kale.Trainer.Tests.Support;
using Kale.Training.Loop;
using Kale.Training.Networks;
using TorchSharp;
using Xunit.Abstractions;

namespace Kale.Trainer.Tests.Models.Networks;

/// <summary>Networks in Torch against the graphs that ONNX Runtime serves.</summary>
public sealed class OnnxParityTests(ITestOutputHelper output)
{
    private const double Tolerance = 1e-4;

    public static TheoryData<string> Names => SmallEncoders.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Forward_OfEveryKind_GivesWhatTheGraphGives(string name) =>
        AssertSame(SmallEncoders.Create(name), SmallEncoders.Texts(), GraphForm.Portable);

    [Theory]
    [MemberData(nameof(Names))]
    public void Bundle_OfATrainedNetwork_AnswersAsTheNetworkDoes(string name)
    {
        using var directory = new TemporaryDirectory();
        var (start, texts) = (SmallEncoders.Create(name), SmallEncoders.Texts());
        using var network = start.Network();
        Train(network, texts);
        Assert.True(NetworkRuns.Furthest(start.Run(texts), network.Run(texts)) > 0.01, "The training changed nothing.");
        var bundle = directory.Publish("trained", network.ToModel());
        using var session = new EncoderSession(
            Path.Combine(bundle.Directory, "onnx", "model.onnx"), new InferenceOptions());
        AssertSame(session.Run(texts), network.Run(texts));
    }

    private static void Train(EncoderNetwork network, TokenizedText[] texts)
    {
        using var optimizer = new FusedAdamW(network, weightDecay: 0.01);
        for (var step = 0; step < 3; step++)
        {
            using var scope = torch.NewDisposeScope();
            optimizer.ZeroGradients();
            network.call(network.BatchOf(texts)).select(1, 0).sum().backward();
            optimizer.Step(rate: 0.01);
        }
    }

    [Theory]
    [InlineData(GraphForm.Portable)]
    [InlineData(GraphForm.Fused)]
    public void Forward_OfMiniLm_GivesWhatTheGraphGives(GraphForm form)
    {
        var model = ModelImporter.Import(Checkout.MiniLm);
        var tokenizer = new WordPieceTokenizer(model.Tokenizer);
        string[] texts =
        [
            "what is the best way to animate a page transition?",
            "css",
            "a dialog that traps focus until it is closed",
            string.Concat(Enumerable.Repeat("long passages are cut at the encoder's limit. ", 60)),
            "naïve façade 東京 1234567 x²",
            "",
        ];
        AssertSame(model, [.. texts.Select(text => tokenizer.Encode(text, model.MaxTokens))], form);
    }

    private void AssertSame(EncoderModel model, TokenizedText[] texts, GraphForm form)
    {
        using var session = new EncoderSession(model, new InferenceOptions { Form = form });
        AssertSame(session.Run(texts), model.Run(texts));
    }

    private void AssertSame(float[][] served, float[][] computed)
    {
        var difference = NetworkRuns.Furthest(served, computed);
        output.WriteLine($"largest difference {difference:E2}");
        Assert.InRange(difference, 0, Tolerance);
    }
}
