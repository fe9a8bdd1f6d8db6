using Kale.Corpora.Texts;
using Kale.Trainer.Data;
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
    public void Draw_OfACorpus_GivesDifferentTextsSomeShortAndOfTheOthersHalfTitles()
    {
        var drawn = PseudoQueries.Draw(s_documents, 60, seed: 1, TestGuard.None);
        var texts = drawn.Texts;
        Assert.Equal((60, 60, 0, 0), (texts.Count, texts.Distinct().Count(), drawn.Dropped, drawn.Barren));
        Assert.Equal((21, 21), (texts.Count(IsTitle), texts.Count(IsSentence)));
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
    public void Draw_MoreThanThereIs_GivesAllButWhatStudentsAreProvedWith()
    {
        var texts = PseudoQueries.Draw(s_documents, 1000, seed: 1, TestGuard.None).Texts;
        Assert.InRange(texts.Count(text => IsTitle(text) || IsSentence(text)), 125, 149);
        Assert.DoesNotContain(texts, ProofTexts.Holds);
    }

    [Fact]
    public void Draw_OfDocumentsWithoutCapitals_GivesTextsOfEach()
    {
        CorpusDocument[] documents =
        [
            .. Enumerable.Range(0, 50).Select(i => new CorpusDocument(
                $"d{i}", "", $"press the button {i} times. the light goes on. {i} is enough for all of us.")),
            new CorpusDocument("barren", "", "no"),
        ];
        var drawn = PseudoQueries.Draw(documents, 1000, seed: 1, TestGuard.None);
        Assert.InRange(drawn.Texts.Count(text => text.EndsWith('.')), 85, 101);
        Assert.Equal(1, drawn.Barren);
    }

    [Fact]
    public void Draw_WithAGuard_LeavesTestQueriesOutHoweverTheyAreWritten()
    {
        var all = PseudoQueries.Draw(s_documents, 1000, seed: 1, TestGuard.None).Texts;
        var (title, sentence) = (
            all.First(IsTitle), all.First(text => text.StartsWith("The second", StringComparison.Ordinal)));
        var drawn = PseudoQueries.Draw(
            s_documents, 1000, seed: 1, TestGuard.Of([$" {title.ToUpperInvariant()}! ", sentence.TrimEnd('!')]));
        Assert.Equal(2, drawn.Dropped);
        Assert.DoesNotContain(title, drawn.Texts);
        Assert.DoesNotContain(sentence, drawn.Texts);
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

    private static bool IsTitle(string text) => s_documents.Any(document => document.Title == text);

    private static bool IsSentence(string text) =>
        s_documents.Any(document => document.Text.Contains(text, StringComparison.Ordinal)) && text[^1] is '.' or '!';
}
