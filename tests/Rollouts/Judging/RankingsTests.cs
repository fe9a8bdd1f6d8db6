using Kale.Rollouts.Judging;

namespace Kale.Rollouts.Tests.Judging;

/// <summary>Golden values by the definitions of Spearman and Pearson (numpy.corrcoef).</summary>
public sealed class RankingsTests
{
    [Fact]
    public void Overlap_OfTheFirstTen_CountsWhatBothHave()
    {
        Assert.Equal(0.5, Rankings.Overlap([1, 2, 3, 4], [3, 4, 5, 6], 10));
        Assert.Equal(1, Rankings.Overlap<int>([], [], 10));
        Assert.Equal(0, Rankings.Overlap([1], [], 10));
        Assert.Equal(0.5, Rankings.Overlap([1, 2, 9], [1, 3, 9], 2));
    }

    [Fact]
    public void RankCorrelation_OverWhatBothHave_IsSpearmans()
    {
        // spearmanr([0, 1, 2, 3, 4], [1, 0, 3, 2, 4]) = 0.8
        Assert.Equal(0.8, Rankings.RankCorrelation(["a", "b", "c", "d", "e", "x"], ["b", "a", "d", "c", "y", "e"]), 12);
        Assert.Equal(-1, Rankings.RankCorrelation([1, 2, 3], [3, 2, 1]), 12);
        Assert.Equal(0, Rankings.RankCorrelation([1, 2], [1, 3]));
    }

    [Fact]
    public void Pearson_OfScores_IsScipys()
    {
        // numpy.corrcoef([1, 2, 4, 7], [2, 3, 3, 9])[0, 1]
        Assert.Equal(0.924774093224830, Rankings.Pearson([1, 2, 4, 7], [2, 3, 3, 9]), 12);
        Assert.Equal(0, Rankings.Pearson([1, 1], [1, 2]));
    }
}
