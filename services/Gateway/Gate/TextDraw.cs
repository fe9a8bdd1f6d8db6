using Kale.Corpora.Texts;
using Kale.VectorIndex;

namespace Kale.Gateway.Gate;

/// <summary>
/// Texts of a collection as queries, of every length: titles, parts of sentences, sentences, whole passages. The same
/// for the same passages. Those that no student is aligned on come first.
/// </summary>
internal static class TextDraw
{
    private const int PartFrom = 10;
    private const int PassageWords = 250;

    private static readonly (TextKind Kind, int Most)[] s_lengths =
        [(TextKind.Short, 8), (TextKind.Sentence, 25), (TextKind.Long, 60), (TextKind.Passage, int.MaxValue)];

    private static readonly Dictionary<TextKind, double> s_shares = new()
    {
        [TextKind.Short] = 0.375,
        [TextKind.Sentence] = 0.25,
        [TextKind.Long] = 0.1875,
        [TextKind.Passage] = 0.1875,
    };

    /// <param name="passages">A sample of the collection, in an order that makes every beginning a fair one.</param>
    /// <param name="count">How many texts at most.</param>
    public static IReadOnlyList<SampledText> Draw(IEnumerable<StoredPassage> passages, int count)
    {
        var seen = new HashSet<string>();
        return
        [
            .. passages.SelectMany(TextsOf)
                .Where(text => TextLength.Words(text) > 1 && seen.Add(TextKey.Of(text)))
                .Select(text => new SampledText(text, KindOf(text), ProofTexts.Holds(text)))
                .GroupBy(text => text.Kind)
                .OrderBy(group => group.Key)
                .SelectMany(group => group
                    .OrderByDescending(text => text.HeldOut)
                    .Take((int)(count * s_shares[group.Key]))),
        ];
    }

    private static IEnumerable<string> TextsOf(StoredPassage passage)
    {
        if (!string.IsNullOrWhiteSpace(passage.Title))
            yield return passage.Title.Trim();
        foreach (var sentence in SentenceSplitter.Split(passage.Text))
        {
            yield return sentence;
            if (TextLength.Words(sentence) >= PartFrom)
                yield return PartOf(sentence);
        }

        if (KindOf(passage.Text) == TextKind.Passage)
            yield return Beginning(passage.Text);
    }

    // Three to seven words from somewhere in the sentence, as people search; which ones its length tells.
    private static string PartOf(string sentence)
    {
        var words = sentence.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var length = Math.Min(words.Length, 3 + (sentence.Length % 5));
        return string.Join(' ', words.Skip(sentence.Length % (words.Length - length + 1)).Take(length));
    }

    private static string Beginning(string text) => string.Join(
        ' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Take(PassageWords));

    private static TextKind KindOf(string text) =>
        s_lengths.First(length => TextLength.Words(text) <= length.Most).Kind;
}
