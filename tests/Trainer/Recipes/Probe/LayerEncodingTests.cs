using Kale.Bundles;
using Kale.Encoding.Tokenization;
using Kale.Trainer.Recipes.LayerProbing;
using Kale.Trainer.Tests.Support;
using Kale.Training.Networks;
using TorchSharp;

namespace Kale.Trainer.Tests.Recipes.Probe;

public sealed class LayerEncodingTests
{
    [Fact]
    public void Words_OfASelfPair_AreTheFirstCopyWithoutItsSpecials()
    {
        var tokenizer = new WordPieceTokenizer(TinyBundles.Dual().Tokenizer);
        var pair = InputForms.All[InputForms.SelfPair].Read(tokenizer, "a b c", 64);
        var (first, end) = InputForm.Words(pair);
        var alone = tokenizer.Encode("a b c", 64);
        Assert.Equal(alone.Ids[1..^1], pair.Ids[first..end]);
        Assert.Equal(9, pair.Length);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Encode_OfABatch_IsTheMeanOverTheWordsOfEachLayer(bool cross)
    {
        var model = cross ? TinyBundles.Cross() : TinyBundles.Dual();
        var form = InputForms.All[cross ? InputForms.SelfPair : InputForms.Single];
        using var encoding = new LayerEncoding(model, form, 63, torch.CPU);
        string[] texts = ["a b c", "a much longer text than the others", ""];
        var layers = encoding.Encode(texts, EncoderRole.Query, _ => { }, CancellationToken.None);
        Assert.Equal(3, layers.Length);
        for (var i = 0; i < texts.Length; i++)
        {
            foreach (var (layer, expected) in Expected(model, form, texts[i]).Index())
                Assert.All(
                    expected.Zip(layers[layer][i].ToArray()),
                    pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
        }
    }

    private static float[][] Expected(EncoderModel model, InputForm form, string text)
    {
        using var scope = torch.NewDisposeScope();
        using EncoderNetwork network = model.Kind == BundleKind.CrossEncoder
            ? new CrossEncoder(model, 0, torch.CPU)
            : new DualEncoder(model, 0, torch.CPU);
        network.eval();
        var input = form.Read(new WordPieceTokenizer(model.Tokenizer), text, 63);
        var (first, end) = InputForm.Words(input);
        var (start, count) = end > first ? (first, end - first) : (0, 1);
        return [.. network.Hidden(TokenBatch.From([input], 0, torch.CPU))
            .Select(hidden => hidden.narrow(1, start, count).mean([1]).data<float>().ToArray())];
    }
}
