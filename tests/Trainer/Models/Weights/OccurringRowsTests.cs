using Kale.Bundles;
using Kale.Encoding.Tokenization;
using Kale.Trainer.Tests.Models.Networks;
using Kale.Training.Loop;
using Kale.Training.Weights;
using TorchSharp;

namespace Kale.Trainer.Tests.Models.Weights;

public sealed class OccurringRowsTests
{
    private const string Words = "embeddings.word_embeddings.weight";

    private readonly EncoderModel _model = SmallEncoders.Dual(layers: 1);
    private readonly TokenizedText[] _texts = SmallEncoders.Texts();

    [Fact]
    public void Compact_OfRenumberedTexts_AnswersTheSame()
    {
        var rows = new OccurringRows(_model, _texts);
        Assert.InRange(rows.Count, 2, 39);
        var compact = rows.Compact();
        Assert.Equal(0, NetworkRuns.Furthest(_model.Run(_texts), compact.Run([.. _texts.Select(rows.Renumber)])));
    }

    [Fact]
    public void Restore_OfTheUntrained_IsTheWhole()
    {
        var rows = new OccurringRows(_model, _texts);
        Assert.Equal(_model.Fingerprint, rows.Restore(rows.Compact()).Fingerprint);
    }

    [Fact]
    public void Restore_AfterTraining_IsWhatTrainingTheWholeGives()
    {
        var rows = new OccurringRows(_model, _texts);
        var whole = Train(_model, _texts);
        var restored = rows.Restore(Train(rows.Compact(), [.. _texts.Select(rows.Renumber)]));
        Assert.NotEqual(_model.Weights[Words].Data, whole.Weights[Words].Data);
        foreach (var tensor in whole.Weights.Tensors)
        {
            Assert.Equal(tensor.Data, restored.Weights[tensor.Name].Data);
        }
    }

    private static EncoderModel Train(EncoderModel model, TokenizedText[] texts)
    {
        using var scope = torch.NewDisposeScope();
        using var network = model.Network();
        using var optimizer = new FusedAdamW(network, weightDecay: 0);
        using var batch = network.BatchOf(texts);
        for (var step = 0; step < 3; step++)
        {
            optimizer.ZeroGradients();
            network.call(batch).select(1, 0).sum().backward();
            optimizer.Step(rate: 0.01);
        }

        return network.ToModel();
    }
}
