using Kale.Bundles;
using Kale.Encoding.Tokenization;
using Kale.Training.Loop;
using Kale.Training.Networks;
using TorchSharp;

namespace Kale.Trainer.Tests.Models.Networks;

public sealed class EncoderNetworkTests
{
    public static TheoryData<string> Names => SmallEncoders.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void ToModel_OfAnUntrainedNetwork_IsTheModel(string name)
    {
        var model = SmallEncoders.Create(name);
        using var network = model.Network();
        Assert.Equal(model.Fingerprint, network.ToModel().Validated().Fingerprint);
    }

    [Fact]
    public void ToModel_AfterAStep_AnswersAsTheNetworkDoes()
    {
        var model = SmallEncoders.Create("projection");
        using var network = model.Network();
        using (torch.NewDisposeScope())
        {
            using var optimizer = new FusedAdamW(network, weightDecay: 0);
            network.call(network.BatchOf(SmallEncoders.Texts())).sum().backward();
            optimizer.Step(rate: 0.01);
        }

        var trained = network.ToModel();
        Assert.NotEqual(model.Fingerprint, trained.Fingerprint);
        Assert.Equal(0, NetworkRuns.Furthest(network.Run(SmallEncoders.Texts()), trained.Run(SmallEncoders.Texts())));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Forward_OfABatch_GivesEachRowAsAlone(string name)
    {
        var (model, texts) = (SmallEncoders.Create(name), SmallEncoders.Texts());
        var alone = texts.SelectMany(text => model.Run([text]));
        Assert.InRange(NetworkRuns.Furthest(model.Run(texts), alone), 0, 1e-5);
    }

    [Fact]
    public void Forward_WhateverFillsTheRows_IsTheSame()
    {
        var (model, texts) = (SmallEncoders.Create("mean"), SmallEncoders.Texts());
        var other = model with { Config = model.Config with { PadTokenId = 9 } };
        Assert.InRange(NetworkRuns.Furthest(model.Run(texts), other.Run(texts)), 0, 1e-6);
    }

    [Fact]
    public void Forward_WhileTraining_DropsOutAndInEvaluationDoesNot()
    {
        using var network = SmallEncoders.Create("mean").Network(dropout: 0.3);
        var texts = SmallEncoders.Texts();
        Assert.True(NetworkRuns.Furthest(network.Run(texts), network.Run(texts)) > 1e-3);
        network.eval();
        Assert.Equal(0, NetworkRuns.Furthest(network.Run(texts), network.Run(texts)));
        Assert.Equal(0, NetworkRuns.Furthest(network.Run(texts), SmallEncoders.Create("mean").Run(texts)));
    }

    [Fact]
    public void Hidden_OfALayeredEncoder_EndsWithLastHidden()
    {
        using var scope = torch.NewDisposeScope();
        using var network = SmallEncoders.Create("mean").Network();
        using var batch = TokenBatch.From(SmallEncoders.Texts(), 0, torch.CPU);
        var hidden = network.Hidden(batch);
        Assert.Equal(3, hidden.Count);
        Assert.All(hidden, states => Assert.Equal([4L, 16L, 12L], states.shape));
        Assert.True(hidden[^1].eq(network.LastHidden(batch)).all().item<bool>());
    }

    [Fact]
    public void Unnormalized_OfANormalizedEncoder_IsOfAnotherLengthAndTheSameDirection()
    {
        using var scope = torch.NewDisposeScope();
        using var network = (DualEncoder)SmallEncoders.Create("mean").Network();
        using var batch = TokenBatch.From(SmallEncoders.Texts(), 0, torch.CPU);
        var (raw, vectors) = (network.Unnormalized(batch), network.call(batch));
        Assert.Equal(4, vectors.norm(1).sum().item<float>(), 4);
        Assert.True((raw.norm(1) - 1).abs().min().item<float>() > 0.1);
        Assert.Equal(4, torch.nn.functional.cosine_similarity(raw, vectors).sum().item<float>(), 4);
    }

    [Fact]
    public void Network_OfAModelWithoutATensor_NamesIt()
    {
        var model = SmallEncoders.Create("mean");
        var broken = model with
        {
            Weights = new TensorSet(model.Weights.Tensors.Where(t => t.Name != "encoder.layer.1.output.dense.bias")),
        };
        var error = Assert.Throws<BundleException>(() => broken.Network());
        Assert.Contains("encoder.layer.1.output.dense.bias", error.Message);
    }

    [Fact]
    public void TokenBatch_OfTextsOfOneLength_NeedsNoMask()
    {
        TokenizedText[] texts = [new([1, 2, 3], 3, 3), new([4, 5, 6], 3, 3)];
        using var batch = TokenBatch.From(texts, 0, torch.CPU);
        Assert.Null(batch.Blocked);
        Assert.Null(batch.MeanWeights);
        Assert.Null(batch.Types);
        Assert.Equal((2L, 3L), (batch.Count, batch.Tokens));
    }

    [Fact]
    public void TokenBatch_OfNoText_Refuses() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => TokenBatch.From([], 0, torch.CPU));
}
