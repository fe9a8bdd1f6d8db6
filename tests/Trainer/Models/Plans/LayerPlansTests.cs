using Kale.Training;
using Kale.Training.Weights;

namespace Kale.Trainer.Tests.Models.Plans;

public sealed class LayerPlansTests
{
    public static TheoryData<string> Plans => [.. LayerPlans.All.Names];

    [Theory]
    [InlineData("kale", 12, 1, new[] { 0 })]
    [InlineData("kale", 12, 2, new[] { 0, 11 })]
    [InlineData("kale", 12, 3, new[] { 0, 5, 11 })]
    [InlineData("kale", 12, 6, new[] { 0, 2, 4, 6, 8, 11 })]
    [InlineData("kale", 12, 9, new[] { 0, 1, 3, 4, 5, 6, 7, 9, 11 })]
    [InlineData("kale", 6, 1, new[] { 0 })]
    [InlineData("kale", 6, 2, new[] { 0, 5 })]
    [InlineData("kale", 6, 3, new[] { 0, 2, 5 })]
    [InlineData("wang-lyu", 12, 1, new[] { 11 })]
    [InlineData("wang-lyu", 12, 2, new[] { 0, 11 })]
    [InlineData("wang-lyu", 12, 4, new[] { 0, 1, 10, 11 })]
    [InlineData("wang-lyu", 6, 3, new[] { 0, 4, 5 })]
    [InlineData("first", 6, 2, new[] { 0, 1 })]
    [InlineData("last", 6, 2, new[] { 4, 5 })]
    [InlineData("even", 12, 4, new[] { 0, 4, 7, 11 })]
    [InlineData("even", 6, 3, new[] { 0, 2, 5 })]
    [InlineData("even", 6, 1, new[] { 5 })]
    public void Choose_ByAPlan_KeepsItsLayers(string plan, int layers, int keep, int[] expected) =>
        Assert.Equal(expected, LayerPlans.Choose(plan, layers, keep));

    [Theory]
    [MemberData(nameof(Plans))]
    public void Choose_AllOrNone_NeedsNoMap(string plan)
    {
        Assert.Equal([0, 1, 2, 3, 4], LayerPlans.Choose(plan, 5, 5));
        Assert.Empty(LayerPlans.Choose(plan, 5, 0));
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public void Plans_CiteASource(string plan) => Assert.Contains("arXiv", LayerPlans.All[plan].Source);

    [Theory]
    [InlineData("wang-lyu")]
    [InlineData("first")]
    [InlineData("last")]
    [InlineData("even")]
    public void Choose_AnyCount_IsAscendingAndWithinTheEncoder(string plan)
    {
        for (var layers = 1; layers <= 24; layers++)
        {
            for (var keep = 0; keep <= layers; keep++)
            {
                var chosen = LayerPlans.Choose(plan, layers, keep);
                Assert.Equal(keep, chosen.Length);
                Assert.Equal(chosen, LayerPlans.Explicit(layers, chosen));
            }
        }
    }

    [Fact]
    public void Choose_AnUnknownPlan_ListsTheKnownOnes()
    {
        var error = Assert.Throws<TrainingException>(() => LayerPlans.Choose("middle", 6, 2));
        Assert.Equal(TrainingError.UnknownName, error.Code);
        Assert.Equal("There is no layer plan 'middle'; there are: kale, wang-lyu, first, last, even.", error.Message);
    }

    [Fact]
    public void Choose_MoreThanThereAre_Refuses()
    {
        var error = Assert.Throws<TrainingException>(() => LayerPlans.Choose("even", 6, 9));
        Assert.Equal(TrainingError.InvalidPlan, error.Code);
        Assert.Contains("6 layers", error.Message);
    }

    [Fact]
    public void Choose_ByKaleACountWithoutAMap_NamesTheMapsThereAre()
    {
        var error = Assert.Throws<TrainingException>(() => LayerPlans.Choose("kale", 6, 4));
        Assert.Contains("from 6 to 1, 2, 3", error.Message);
    }

    [Fact]
    public void Explicit_Layer9Of6_Refuses()
    {
        var error = Assert.Throws<TrainingException>(() => LayerPlans.Explicit(6, [0, 9]));
        Assert.Equal(TrainingError.InvalidPlan, error.Code);
        Assert.Equal("There is no layer 9: the encoder has 6, counted from 0 to 5.", error.Message);
    }

    [Theory]
    [InlineData(new[] { 2, 1 })]
    [InlineData(new[] { 1, 1 })]
    [InlineData(new[] { -1 })]
    public void Explicit_OutOfOrder_Refuses(int[] keep) =>
        Assert.Throws<TrainingException>(() => LayerPlans.Explicit(6, keep));
}
