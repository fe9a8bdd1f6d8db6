using Kale.Bundles;
using Kale.Encoding.Graphs;
using Kale.Encoding.Inference;
using Kale.Encoding.Tokenization;
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
    [InlineData(GraphForm.Portable)]
    [InlineData(GraphForm.Fused)]
    public void Forward_OfMiniLm_GivesWhatTheGraphGives(GraphForm form)
    {
        var model = ModelImporter.Import(Npm.MiniLm);
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
        var difference = NetworkRuns.Furthest(session.Run(texts), model.Run(texts));
        output.WriteLine($"largest difference {difference:E2}");
        Assert.InRange(difference, 0, Tolerance);
    }
}
