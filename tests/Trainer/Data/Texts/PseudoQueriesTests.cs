using Kale.Trainer.Data.Reading;
using Kale.Trainer.Data.Texts;
using Kale.Trainer.Tests.Support;

namespace Kale.Trainer.Tests.Data.Texts;

public sealed class PseudoQueriesTests
{
    private static readonly CorpusDocument[] s_documents =
    [
        .. Enumerable.Range(0, 50).Select(i => new CorpusDocument(
            $"d{i}", $"A title {i}", $"The first sentence {i}. The second sentence {i}! Short.")),
    ];

    [Fact]
    public void Draw_OfACorpus_GivesDifferentTextsHalfOfThemTitles()
    {
        var (texts, dropped) = PseudoQueries.Draw(s_documents, 60, seed: 1, TestGuard.None);
        Assert.Equal((60, 60, 0), (texts.Count, texts.Distinct().Count(), dropped));
        Assert.Equal(30, texts.Count(text => text.StartsWith("A title", StringComparison.Ordinal)));
        Assert.DoesNotContain("Short.", texts);
    }

    [Fact]
    public void Draw_WithTheSameSeed_GivesTheSame()
    {
        var first = PseudoQueries.Draw(s_documents, 40, seed: 5, TestGuard.None).Texts;
        Assert.Equal(first, PseudoQueries.Draw(s_documents, 40, seed: 5, TestGuard.None).Texts);
        Assert.NotEqual(first, PseudoQueries.Draw(s_documents, 40, seed: 6, TestGuard.None).Texts);
    }

    [Fact]
    public void Draw_MoreThanThereIs_GivesAll() =>
        Assert.Equal(150, PseudoQueries.Draw(s_documents, 1000, seed: 1, TestGuard.None).Texts.Count);

    [Fact]
    public void Draw_WithAGuard_LeavesTestQueriesOutHoweverTheyAreWritten()
    {
        var (texts, dropped) = PseudoQueries.Draw(
            s_documents, 1000, seed: 1, TestGuard.Of(["a  TITLE 7!", "the second sentence 9"]));
        Assert.Equal((148, 2), (texts.Count, dropped));
        Assert.DoesNotContain("A title 7", texts);
    }

    [Fact]
    public void Guard_OfABeirDirectory_HoldsItsTestQueries()
    {
        using var directory = new TemporaryDirectory();
        directory.WriteBeir();
        var guard = TestGuard.Of([directory.Source("beir")]);
        Assert.Equal(10, guard.Count);
        Assert.True(guard.Allows(BeirDirectories.Text(3)));
        Assert.False(guard.Allows(BeirDirectories.Text(13)));
    }

    [Theory]
    [InlineData("One is here. Two is there? Three!", 3)]
    [InlineData("See Fig. 2 of J. Smith et al. for it.", 1)]
    [InlineData("A value of 0.5 is given (p. 3). Next one.", 2)]
    [InlineData("これは一つ。これは二つ。", 2)]
    [InlineData("  ", 0)]
    public void Split_OfAText_GivesItsSentences(string text, int sentences) =>
        Assert.Equal(sentences, SentenceSplitter.Split(text).Count());
}
