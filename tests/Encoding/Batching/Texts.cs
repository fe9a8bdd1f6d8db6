using Kale.Encoding.Tokenization;

namespace Kale.Encoding.Tests.Batching;

/// <summary>Inputs of the lengths that a test wants; the first id tells them apart.</summary>
internal static class Texts
{
    public static TokenizedText Of(int length, int id = 0)
    {
        var ids = new int[length];
        ids[0] = id;
        return new TokenizedText(ids, length, length);
    }

    public static IReadOnlyList<TokenizedText> Many(int count, int length) =>
        [.. Enumerable.Range(0, count).Select(i => Of(length, i))];

    /// <summary>Texts of 1 to 300 tokens, most of them short.</summary>
    public static IReadOnlyList<TokenizedText> Random(Random random, int count) =>
        [.. Enumerable.Range(0, count)
            .Select(_ => Of(1 + (int)(300 * Math.Pow(random.NextDouble(), 3)), random.Next()))];

    public static int Id(this TokenizedText text) => text.Ids[0];
}
