using Kale.Trainer.Recipes.Infuse;
using Kale.Trainer.Tests.Support;
using Kale.Training;
using Kale.V1;

namespace Kale.Trainer.Tests.Recipes.Infuse;

public sealed class InfusionPlanTests
{
    [Theory]
    [InlineData("", 0, 0, "layers [0] and embeddings and 1 fresh layer")]
    [InlineData("cross-encoder", 3, 2, "layers [0, 1] and embeddings and 1 fresh layer")]
    [InlineData("dual-encoder", 2, 2, "layers [0, 1] and embeddings")]
    [InlineData("fresh", 2, 0, "embeddings and 2 fresh layers")]
    public void Of_ARequest_TakesItsFirstLayersAndFreshOnes(string start, uint layers, uint taken, string expected)
    {
        var plan = InfusionPlan.Of(
            new InfuseDualEncoder { Start = start, Layers = layers, InfusedLayers = taken }, donorLayers: 4);
        Assert.Equal(expected, plan.ToString());
    }

    [Theory]
    [InlineData(5u, 1u)]
    [InlineData(2u, 3u)]
    public void Of_MoreLayersThanThereAre_IsRefused(uint layers, uint taken)
    {
        var asked = new InfuseDualEncoder { Layers = layers, InfusedLayers = taken };
        Assert.Equal(
            TrainingError.InvalidPlan,
            Assert.Throws<TrainingException>(() => InfusionPlan.Of(asked, donorLayers: 4)).Code);
    }

    [Fact]
    public void Make_FromACrossEncoder_TakesEmbeddingsAndFirstLayerAndNothingElse()
    {
        var donor = TinyBundles.Cross(layers: 4);
        var made = new InfusionPlan([0], 1).Make(donor, seed: 5).Validated();
        Assert.Equal((2, 32), (made.Config.Layers, made.Dims));
        bool Same(string name) => made.Weights[name].Data.AsSpan().SequenceEqual(donor.Weights[name].Data);
        Assert.True(Same("embeddings.word_embeddings.weight"));
        Assert.True(Same("encoder.layer.0.output.dense.weight"));
        Assert.False(Same("encoder.layer.1.output.dense.weight"));
        Assert.Equal(made.Fingerprint, new InfusionPlan([0], 1).Make(donor, seed: 5).Fingerprint);
        Assert.NotEqual(made.Fingerprint, new InfusionPlan([0], 1).Make(donor, seed: 6).Fingerprint);
    }

    [Fact]
    public void Make_OfListedLayers_TakesThese()
    {
        var donor = TinyBundles.Dual(layers: 4);
        var made = InfusionPlan.Of(new InfuseDualEncoder { Start = "dual-encoder", Keep = { 0, 3 } }, donorLayers: 4)
            .Make(donor, seed: 5);
        Assert.Equal([0, 3], made.LayersKept);
        Assert.Equal(
            donor.Weights["encoder.layer.3.output.dense.weight"].Data,
            made.Weights["encoder.layer.1.output.dense.weight"].Data);
    }
}
