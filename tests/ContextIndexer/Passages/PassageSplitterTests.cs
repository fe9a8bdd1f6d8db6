using Kale.ContextIndexer.Passages;

namespace Kale.ContextIndexer.Tests.Passages;

public sealed class PassageSplitterTests
{
    [Fact]
    public void Split_ShortDocument_IsOnePassageOfTitleAndText()
    {
        var passage = Assert.Single(Splitter(20).Split("A title", "And a text."));
        Assert.Equal(("And a text.", "A title And a text."), (passage.Text, passage.Input));
        Assert.Equal((0, 0, 11), (passage.Ordinal, passage.Start, passage.End));
    }

    [Theory]
    [InlineData("only a title", "", "only a title")]
    [InlineData("only a title", " \n\t ", "only a title")]
    [InlineData("", "only a text", "only a text")]
    public void Split_TitleOrTextEmpty_EncodesTheOther(string title, string text, string input)
    {
        Assert.Equal(input, Assert.Single(Splitter(20).Split(title, text)).Input);
    }

    [Fact]
    public void Split_LongDocument_EndsAtSentencesAndRepeatsWholeOnes()
    {
        // Five tokens a sentence: 1 of the title and 4 × 5 fill a passage, one sentence of 5 is repeated.
        var text = string.Join(' ', Enumerable.Range(1, 9).Select(i => $"This is sent {i}."));
        var passages = Splitter(21, overlap: 5).Split("Main", text);
        Assert.Equal(
            [
                "Main This is sent 1. This is sent 2. This is sent 3. This is sent 4.",
                "Main This is sent 4. This is sent 5. This is sent 6. This is sent 7.",
                "Main This is sent 7. This is sent 8. This is sent 9.",
            ],
            passages.Select(p => p.Input));
        Assert.Equal([0, 1, 2], passages.Select(p => p.Ordinal));
    }

    [Fact]
    public void Split_NoOverlap_PassagesFollowEachOther()
    {
        var passages = Splitter(10, overlap: 0).Split("", string.Join(' ', Enumerable.Repeat("Some words here.", 20)));
        Assert.All(passages.Zip(passages.Skip(1)), pair => Assert.Equal(pair.First.End, pair.Second.Start));
    }

    [Fact]
    public void Split_LongTitle_IsSplitWithTheText()
    {
        var title = string.Join(' ', Enumerable.Range(0, 30).Select(i => $"t{i}"));
        var passages = Splitter(16, overlap: 0).Split(title, "The text.");
        Assert.Equal($"{title} The text.", string.Join(' ', passages.Select(p => p.Input)));
        Assert.All(passages, p => Assert.True(WordTokens.Count(p.Input) <= 16));
    }

    [Fact]
    public void Split_Truncate_KeepsOnePassage()
    {
        var text = string.Join(' ', Enumerable.Repeat("word", 1_000));
        var options = new PassageOptions { LongDocuments = LongDocuments.Truncate };
        var passage = Assert.Single(new PassageSplitter(options, Limit(16)).Split("Title", text));
        Assert.Equal((text, $"Title {text}"), (passage.Text, passage.Input));
    }

    [Fact]
    public void Split_WhiteSpaceLongerThanAPassage_GivesNoEmptyPassage()
    {
        var passages = Splitter(64).Split("", $"Before.{new string(' ', 5_000)}After.");
        Assert.Equal(["Before.", "After."], passages.Select(p => p.Text));
    }

    [Fact]
    public void Split_OneHugeWord_IsCutIntoBoundedPassages()
    {
        var word = new string('a', 1_000_000);
        var passages = Splitter(64).Split("", word);
        Assert.All(passages, p => Assert.InRange(p.Text.Length, 1, 1_000));
        AssertCovers(word, passages);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Split_AnyText_CoversEveryCharacterWithinTheLimit(string text)
    {
        foreach (var (limit, overlap) in new[] { (4, 0), (7, 3), (16, 4), (64, 32) })
        {
            var passages = Splitter(limit, overlap).Split("", text);
            AssertCovers(text, passages);
            Assert.All(passages, p => Assert.True(WordTokens.Count(p.Input) <= limit));
            Assert.All(passages.Zip(passages.Skip(1)), pair => Assert.True(pair.First.End < pair.Second.End));
            Assert.Equal(passages, Splitter(limit, overlap).Split("", text));
        }
    }

    public static TheoryData<string> Texts()
    {
        var random = new Random(7);
        string[] parts =
        [
            "a", "word", "Sentence.", " ", " ", " ", "\n", "\n\n", "。", "第三", "e.g. ", "😀", "👩‍👩‍👧",
            "ภาษาไทยไม่มีช่องว่าง",
            "antidisestablishmentarianism", "3.14", "- item\n", "e\u0301\u0302", "!", "?” ", "\u200b", "x.y.z", "\t",
        ];
        var data = new TheoryData<string>
        {
            string.Concat(Enumerable.Repeat("ภาษาไทยไม่มีช่องว่าง", 40)),
            string.Concat(Enumerable.Repeat("没有空格的文字也要分成段落", 40)),
            "e" + string.Concat(Enumerable.Repeat("\u0301", 500)),
        };
        for (var i = 0; i < 60; i++)
            data.Add(
                string.Concat(Enumerable.Range(0, random.Next(1, 300)).Select(_ => parts[random.Next(parts.Length)])));
        return data;
    }

    private static void AssertCovers(string text, IReadOnlyList<Passage> passages)
    {
        var covered = new bool[text.Length];
        foreach (var passage in passages)
        {
            Assert.Equal(text[passage.Start..passage.End].Trim(), passage.Text.Trim());
            Array.Fill(covered, true, passage.Start, passage.End - passage.Start);
        }
        Assert.All(Enumerable.Range(0, text.Length), i => Assert.True(covered[i] || char.IsWhiteSpace(text[i])));
        Assert.Equal(Enumerable.Range(0, passages.Count), passages.Select(p => p.Ordinal));
    }

    private static PassageSplitter Splitter(int tokens, int overlap = 2) =>
        new(new PassageOptions { OverlapTokens = overlap }, Limit(tokens));

    private static PassageLimit Limit(int tokens) => new(tokens, 1_000, WordTokens.Count);
}
