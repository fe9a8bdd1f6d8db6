using Kale.Bundles;
using Kale.Trainer.Tests.Models.Networks;
using Kale.Training;
using Kale.Training.Weights;
using TorchSharp;

namespace Kale.Trainer.Tests.Models.Weights;

public sealed class EncoderSurgeryTests
{
    private const string FirstProduct = "encoder.layer.0.output.dense.weight";
    private const string LastProduct = "encoder.layer.1.output.dense.weight";

    [Fact]
    public void KeepLayers_OfAnEncoder_RenumbersThemAndSaysWhichTheyWere()
    {
        var whole = SmallEncoders.Dual(layers: 4);
        var cut = whole.KeepLayers([1, 3]).Validated();
        Assert.Equal(2, cut.Config.Layers);
        Assert.Equal([1, 3], cut.LayersKept);
        Assert.Same(whole.Weights["encoder.layer.3.output.dense.weight"].Data, cut.Weights[LastProduct].Data);
        Assert.False(cut.Weights.TryGet("encoder.layer.2.output.dense.weight", out _));
    }

    [Fact]
    public void KeepLayers_OfACutEncoder_CountsInTheFirstOne() =>
        Assert.Equal([3], SmallEncoders.Dual(layers: 4).KeepLayers([1, 3]).KeepLayers([1]).LayersKept);

    [Fact]
    public void KeepLayers_AllOfThem_AnswersTheSame()
    {
        var model = SmallEncoders.Dual(layers: 2, dims: 5);
        Assert.Equal(model.Fingerprint, model.KeepLayers([0, 1]).Fingerprint);
    }

    [Fact]
    public void KeepLayers_None_LeavesALookupTable()
    {
        var table = SmallEncoders.Dual(layers: 2, dims: 5).KeepLayers([]);
        var texts = SmallEncoders.Texts();
        Assert.Equal(0, table.Validated().Config.Layers);
        Assert.Equal(5, table.Run(texts)[0].Length);
    }

    [Fact]
    public void KeepLayers_NotThere_Refuses() =>
        Assert.Throws<TrainingException>(() => SmallEncoders.Dual(layers: 2).KeepLayers([0, 9]));

    [Fact]
    public void KeepLayers_Two_AnswersAsTheTwoLayersDo()
    {
        var (whole, texts) = (SmallEncoders.Dual(layers: 3), SmallEncoders.Texts());
        using var scope = torch.NewDisposeScope();
        using var network = whole.Network();
        using var batch = Training.Networks.TokenBatch.From(texts, 0, torch.CPU);
        var pooled = Training.Networks.Pooling.Mean(network.Hidden(batch)[2], batch);
        var expected = NetworkRuns.Rows(torch.nn.functional.normalize(pooled));
        Assert.InRange(NetworkRuns.Furthest(expected, whole.KeepLayers([0, 1]).Run(texts)), 0, 1e-6);
    }

    [Fact]
    public void WithProjection_ToOtherDimensions_IsAValidEncoderOfThem()
    {
        var model = SmallEncoders.Dual(layers: 1, dims: 5).WithProjection(7, seed: 1).Validated();
        Assert.Equal(7, model.Dims);
        Assert.Equal(7, model.Run(SmallEncoders.Texts())[0].Length);
    }

    [Fact]
    public void ToCrossEncoder_OfADualEncoder_KeepsTheBackboneAndStartsTheHeadAfresh()
    {
        var dual = SmallEncoders.Dual(layers: 2, dims: 5);
        var cross = dual.ToCrossEncoder(labels: 1, seed: 3).Validated();
        Assert.Equal(BundleKind.CrossEncoder, cross.Kind);
        Assert.Same(dual.Weights[LastProduct], cross.Weights[LastProduct]);
        Assert.All(cross.Weights["classifier.bias"].Data, value => Assert.Equal(0, value));
        Assert.False(cross.Weights.TryGet(EncoderTensors.ProjectionWeight, out _));
        Assert.Single(cross.Run(SmallEncoders.Texts())[0]);
    }

    [Fact]
    public void ToDualEncoder_OfACrossEncoder_KeepsTheBackbone()
    {
        var dual = SmallEncoders.Cross(labels: 2).ToDualEncoder().Validated();
        Assert.Equal((BundleKind.DualEncoder, 0, 12), (dual.Kind, dual.Config.Labels, dual.Dims));
    }

    [Fact]
    public void WithFreshLayers_OfOne_ChangesThatOneAlone()
    {
        var model = SmallEncoders.Dual(layers: 2);
        var infused = model.WithFreshLayers([1], seed: 5).Validated();
        Assert.Same(model.Weights[FirstProduct], infused.Weights[FirstProduct]);
        Assert.All(infused.Weights["encoder.layer.1.output.LayerNorm.weight"].Data, value => Assert.Equal(1, value));
        var fresh = infused.Weights[LastProduct].Data;
        Assert.InRange(Math.Sqrt(fresh.Average(value => value * value)), 0.016, 0.024);
        Assert.Equal(fresh, model.WithFreshLayers([1], seed: 5).Weights[LastProduct].Data);
        Assert.NotEqual(fresh, model.WithFreshLayers([1], seed: 6).Weights[LastProduct].Data);
    }
}
