using System.Text;
using System.Text.Json.Nodes;
using Kale.Bundles;
using Kale.Encoding.Tokenization;

namespace Kale.Encoding.Tests.Tokenization.Pipelines;

/// <summary>Token ids of any tokenizer.json against Hugging Face's own library.</summary>
public sealed class PipelineTokenizerTests : IDisposable
{
    private static readonly string[] s_parts =
    [
        "<s>", "</s>", "<mask>", "  <mask>  ", "<unk>", "straße", "straßen", "▁", "▁▁ ▁", " ",
        "   ", "\u00A0", "\u3000",
        "\t\n", "\r\n\r\n", "👩‍🚀", "🇩🇪🇫🇷", "é", "e\u0301", "a\u0301\u0323", "x\u0308\u0304",
        "ｶ\uFF9E", "한국어", "\u1112\u1161\u11AB", "日本語です",
        "ภาษาไทย", "हिन्दी", "العربية", "\0", "\u0001", "\u200B", "\uFEFF",
        "\uD800", "\uDC00x", "'S", "'ſ", "don't", "I'LL", "1234567", "²½Ⅷ٣",
        "ﬁﬀ", "İIıſK", "ΑΣ", "!!?…", "``q''", "<0x41>", "\uE000",
        "𝒜𐐀", "ẛ̣", "Å", "[CLS]", "[SEP]",
    ];

    private static readonly string[] s_frames = ["{0}", " {0}", "{0} ", "a{0}b", "A {0} b c", "{0}{0}"];

    private readonly TemporaryDirectory _directory = new();

    public static TheoryData<string> Names => [.. TokenizerFiles.All.Keys];

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void Encode_HardAndRandomTexts_GivesIdsOfReference(string name) => AssertSameIds(
        TokenizerFiles.All[name](),
        [
            .. s_parts.SelectMany(part => s_frames.Select(frame => string.Format(null, frame, part))), "",
            .. HardCases.Short(), .. Npm.FioriDocs().Take(40), .. RandomText.Take(400, seed: 11),
        ]);

    [Theory]
    [InlineData("xlm-roberta, words")]
    [InlineData("roberta")]
    [InlineData("qwen3")]
    [InlineData("words")]
    public void Encode_EveryCodePoint_GivesIdsOfReference(string name) => AssertSameIds(
        TokenizerFiles.All[name](),
        [.. CodePoints.BetweenLetters(0, 0x1FFFF).Chunk(8).Select(chunk => string.Concat(chunk))]);

    [Theory]
    [InlineData("NFC")]
    [InlineData("NFD")]
    [InlineData("NFKC")]
    [InlineData("NFKD")]
    [InlineData("Lowercase")]
    public void Encode_EveryCodePointNormalised_GivesIdsOfReference(string type)
    {
        var json = TokenizerFiles.All["roberta"]();
        json["normalizer"] = new JsonObject { ["type"] = type };
        AssertSameIds(json, [.. CodePoints.BetweenLetters(0, 0x2FFFF).Chunk(32).Select(chunk => string.Concat(chunk)),
            .. RandomText.Take(2000, seed: 5)]);
    }

    [Theory]
    [InlineData("Removed")]
    [InlineData("Isolated")]
    [InlineData("MergedWithPrevious")]
    [InlineData("MergedWithNext")]
    [InlineData("Contiguous")]
    public void Encode_EverySplit_GivesIdsOfReference(string behavior)
    {
        foreach (var (pattern, invert) in new[]
        {
            (("String", "a"), false), (("Regex", @"\s+"), true), (("Regex", " "), false),
        })
        {
            var json = TokenizerFiles.All["roberta"]();
            json["pre_tokenizer"] = JsonNode.Parse($$"""
                {"type":"Sequence","pretokenizers":[
                  {"type":"Split","pattern":{"{{pattern.Item1}}":{{JsonValue.Create(pattern.Item2)!.ToJsonString()}}},
                   "behavior":"{{behavior}}","invert":{{(invert ? "true" : "false")}}},
                  {"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":false}]}
                """);
            AssertSameIds(json, ["", "a", "aa", "a a", "banana  band", " aab aa ", "x",
                .. RandomText.Take(100, seed: 3)]);
        }
    }

    [Fact]
    public void Encode_AMegabyteWithoutSpaces_GivesIdsOfReference()
    {
        var text = string.Concat(Enumerable.Repeat("abcdefg 東京 hijk\u0301 😀", 20_000));
        foreach (var name in new[] { "gemma", "xlm-roberta, blanks" })
        {
            AssertSameIds(TokenizerFiles.All[name](), [text.Replace(" ", ""), text]);
        }
    }

    [Fact]
    public void Encode_AnyLimit_CutsOnTheRightInsideOfTheFrame()
    {
        var tokenizer = Open(TokenizerFiles.All["roberta"]());
        var whole = tokenizer.Encode("one two three", 512);

        var cut = tokenizer.Encode("one two three", 4);

        Assert.Equal([.. whole.Ids[..3], 2], cut.Ids);
        Assert.Equal((whole.Length, true, 4), (cut.TokenCount, cut.Truncated, cut.SecondStart));
        Assert.Equal(whole.Length - 2, tokenizer.CountTokens("one two three"));
        Assert.Equal(2, tokenizer.SpecialTokens);
    }

    [Fact]
    public void EncodePair_OfRobertasKind_HasTwoSeparatorsAndOneType()
    {
        var tokenizer = Open(TokenizerFiles.All["xlm-roberta, words"]());
        var (a, b) = (tokenizer.Encode("hello world", 64).Ids[1..^1], tokenizer.Encode("x", 64).Ids[1..^1]);

        var pair = tokenizer.EncodePair("hello world", "x", 64);

        Assert.Equal([0, .. a, 2, 2, .. b, 2], pair.Ids);
        Assert.Equal(pair.Length, pair.SecondStart);
    }

    [Fact]
    public void EncodePair_WithTypes_BeginsTheSecondWhereTheTemplateSays()
    {
        var json = TokenizerFiles.All["xlm-roberta, words"]();
        var pair = json["post_processor"]!["pair"]!.AsArray();
        foreach (var part in pair.Skip(3)) { part!.AsObject().First().Value!["type_id"] = 1; }
        var tokenizer = Open(json);

        var ids = tokenizer.EncodePair("hello", "world", 64);

        Assert.Equal(tokenizer.CountTokens("hello") + 2, ids.SecondStart);
    }

    private TextTokenizer Open(JsonObject json) =>
        TextTokenizer.Of(TokenizerModel.Read(_directory.Write("tokenizer.json", json.ToJsonString())));

    private void AssertSameIds(JsonObject json, IReadOnlyList<string> texts)
    {
        var tokenizer = Open(json);
        using var library = new HuggingFace(json.ToJsonString());
        var wrong = texts.Where(text =>
                !tokenizer.Encode(text, int.MaxValue).Ids.AsSpan().SequenceEqual(library.Encode(text)))
            .ToList();
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {texts.Count} differ: " + string.Join(
            '\n', wrong.Take(8).Select(text =>
            $"{Shown(text)}: {string.Join(' ', tokenizer.Encode(text, 64).Ids.Take(24))} | "
                + $"{string.Join(' ', library.Encode(text).Take(24))}")));
    }

    private static string Shown(string text) => string.Concat(text.Take(60).Select(c => c is >= ' ' and <= '~'
        ? $"{c}"
        : $"\\u{(int)c:X4}"));
}
