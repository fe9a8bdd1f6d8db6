using System.Text.Json;
using Kale.Encoding.Tokenization;

namespace Kale.Encoding.Tests.Tokenization;

public sealed class EncodePairTests
{
    private readonly WordPieceTokenizer _tokenizer = new(Npm.MiniLm);

    [Fact]
    public async Task EncodePair_QueriesAndPassages_GivesIdsAndTypesOfReference()
    {
        var (passages, queries) = Npm.WebGuidance();
        string[][] pairs = [.. queries.Zip(passages, (query, passage) => new[] { query, passage })];

        var answer = await Programs.NodeAsync(
            "Encoding/peers/pairs.mjs", [Npm.MiniLmTokenizerPath], JsonSerializer.Serialize(pairs));
        var expected = JsonSerializer.Deserialize<List<Pair>>(answer, JsonSerializerOptions.Web)!;

        Assert.Equal(pairs.Length, expected.Count);
        Assert.All(pairs.Zip(expected), pair =>
        {
            var actual = _tokenizer.EncodePair(pair.First[0], pair.First[1], int.MaxValue);
            Assert.Equal(pair.Second.Ids, actual.Ids);
            Assert.Equal(pair.Second.Types, Enumerable.Range(0, actual.Length).Select(actual.TypeIdAt));
        });
    }

    // Lengths that Hugging Face tokenizers keep (truncate_encodings, longest first) of 0, 2, 4 and 8 tokens in 7.
    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(0, 2, 0, 2)]
    [InlineData(0, 8, 0, 7)]
    [InlineData(2, 0, 2, 0)]
    [InlineData(2, 4, 2, 4)]
    [InlineData(2, 8, 2, 5)]
    [InlineData(4, 4, 3, 4)]
    [InlineData(4, 8, 3, 4)]
    [InlineData(8, 0, 7, 0)]
    [InlineData(8, 2, 5, 2)]
    [InlineData(8, 4, 4, 3)]
    [InlineData(8, 8, 3, 4)]
    public void EncodePair_RoomForSeven_CutsTheLongerFirst(int first, int second, int keptFirst, int keptSecond)
    {
        var pair = _tokenizer.EncodePair(Words(first), Words(second), 10);

        Assert.Equal((keptFirst + 2, keptFirst + keptSecond + 3), (pair.SecondStart, pair.Length));
        Assert.Equal((first + second + 3, first + second > 7), (pair.TokenCount, pair.Truncated));
        Assert.Equal([0, 1], new[] { pair.TypeIdAt(pair.SecondStart - 1), pair.TypeIdAt(pair.SecondStart) });
    }

    [Fact]
    public void EncodePair_NoRoom_KeepsOnlySpecialTokens() =>
        Assert.Equal([101, 102, 102], _tokenizer.EncodePair(Words(5), Words(5), 3).Ids);

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void Encode_LimitBelowSpecialTokens_IsRefused(int limit, bool pair) =>
        Assert.Throws<ArgumentOutOfRangeException>(
            () => pair ? _tokenizer.EncodePair("a", "b", limit) : _tokenizer.Encode("a", limit));

    private static string Words(int count) => string.Join(' ', Enumerable.Repeat("word", count));

    private sealed record Pair(int[] Ids, int[] Types);
}
