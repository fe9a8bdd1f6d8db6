using Kale.Corpora.Texts;

namespace Kale.Corpora.Tests.Texts;

public sealed class SentenceSplitterTests
{
    [Theory]
    [InlineData("One is here. Two is there? Three!", 3)]
    [InlineData("See Fig. 2 of J. Smith et al. for it.", 1)]
    [InlineData("A value of 0.5 is given (p. 3). Next one.", 2)]
    [InlineData("これは一つ。これは二つ。", 2)]
    [InlineData("  ", 0)]
    [InlineData("--- *** ---", 0)]
    public void Split_OfAText_GivesItsSentences(string text, int sentences) =>
        Assert.Equal(sentences, SentenceSplitter.Split(text).Count());

    [Fact]
    public void Split_OfTextWithoutCapitals_EndsAtFullStops() => Assert.Equal(
        ["hold the button for ten seconds.", "the light blinks green.", "release it, e.g. with a pen."],
        SentenceSplitter.Split(
            "hold the button for ten seconds. the light blinks green. release it, e.g. with a pen."));

    [Fact]
    public void Split_OfProse_DoesNotEndBeforeALowerCaseLetter() => Assert.Equal(
        ["It was approx. three metres long.", "Then it grew.", "It grew on."],
        SentenceSplitter.Split("It was approx. three metres long. Then it grew. It grew on."));

    [Fact]
    public void Split_OfAList_GivesItsItemsWithoutTheirMarks() => Assert.Equal(
        ["You need:", "a bicycle with two wheels", "a lamp, since it is dark", "Ride on"],
        SentenceSplitter.Split("You need:\n- a bicycle with two wheels\n* a lamp, since it is dark\n2. Ride on"));

    [Fact]
    public void Split_OfWrappedLines_PutsThemTogether() => Assert.Equal(
        ["A sentence that goes on in the next line because the editor wraps it there.", "Another one."],
        SentenceSplitter.Split(
            "A sentence that goes on in the next line because the\neditor wraps it there. Another one."));

    [Fact]
    public void Split_OfCode_GivesItsLines() => Assert.Equal(
        ["int sum = 0;", "for (int i = 0; i < n; i++)", "sum += a[i];"],
        SentenceSplitter.Split("int sum = 0;\nfor (int i = 0; i < n; i++)\n{\n    sum += a[i];\n}"));

    [Theory]
    [InlineData("ภาษาไทยไม่มีเครื่องหมายจุดและไม่เว้นวรรคระหว่างคำ", 12)]
    [InlineData("word ", 100)]
    [InlineData("one clause after the other, ", 40)]
    public void Split_OfTextThatHasNoEnd_GivesPiecesOfAtMostSixtyWords(string text, int times)
    {
        var pieces = SentenceSplitter.Split(string.Concat(Enumerable.Repeat(text, times))).ToList();
        Assert.InRange(pieces.Count, 2, 20);
        Assert.All(pieces, piece => Assert.InRange(TextLength.Words(piece), 1, 60));
    }

    [Fact]
    public void Split_LosesNoLetterOfProse()
    {
        const string Text = "Alpha beta; gamma delta, epsilon. Zeta eta theta! Iota\nkappa lambda\n\nMu nu: xi.";
        static string Letters(string text) => string.Concat(text.Where(char.IsLetter));
        Assert.Equal(Letters(Text), Letters(string.Concat(SentenceSplitter.Split(Text))));
    }

    [Theory]
    [InlineData("three words here", 3)]
    [InlineData("  a - b ", 3)]
    [InlineData("これは二つ", 3)]
    [InlineData("東京タワー is tall", 5)]
    [InlineData("", 0)]
    public void Words_OfAText_CountsScriptsWithoutSpacesByLetters(string text, int words) =>
        Assert.Equal(words, TextLength.Words(text));

    [Fact]
    public void Holds_OfManyTexts_IsOneInSixteenHoweverTheyAreWritten()
    {
        var held = Enumerable.Range(0, 4800).Where(i => ProofTexts.Holds($"Text number {i}")).ToList();
        Assert.InRange(held.Count, 240, 360);
        Assert.All(held, i => Assert.True(ProofTexts.Holds($"  text, NUMBER {i}!")));
    }
}
