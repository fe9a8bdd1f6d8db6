using System.Text;
using Kale.VectorIndex;

namespace Kale.Gateway.Gate;

/// <summary>
/// Single words of a collection: the most frequent ones, and of the others every n-th, so that common and rare rows of
/// an encoder's table are both seen. Words that mean nothing by themselves are left out: they stand in passages as
/// chance would have it, where words of a subject come in clusters (residual IDF, Church and Gale 1995). Scripts
/// without spaces give pairs of letters.
/// </summary>
internal static class WordDraw
{
    private const int Frequent = 600;
    private const int Rare = 600;
    private const int LongestWord = 24;

    // From Thai on, most scripts put no spaces between words.
    private const int FirstUnspaced = 0x0E00;

    // In more passages than this, a word with less residual IDF is one like "this" or "such".
    private const double Common = 0.02;
    private const double MinResidual = 0.25;

    /// <summary>The words, and which share of all words of the passages they are.</summary>
    public static (IReadOnlyList<string> Words, double Coverage) Draw(IReadOnlyCollection<StoredPassage> passages)
    {
        var counts = new Dictionary<string, WordCount>();
        foreach (var words in passages.Select(passage => WordsOf($"{passage.Title} {passage.Text}").CountBy(w => w)))
            foreach (var (word, count) in words)
                counts[word] = counts.GetValueOrDefault(word).In(count);
        var drawn = Chosen([.. counts
            .Where(count => count.Value.Means(passages.Count))
            .OrderByDescending(count => count.Value.Occurrences).ThenBy(count => count.Key, StringComparer.Ordinal)
            .Select(count => count.Key)]);
        var all = counts.Values.Sum(count => (long)count.Occurrences);
        return (drawn, all == 0 ? 0 : drawn.Sum(word => (long)counts[word].Occurrences) / (double)all);
    }

    private static List<string> Chosen(List<string> words)
    {
        var others = Math.Max(0, words.Count - Frequent);
        var step = Math.Max(1, others / (double)Rare);
        return
        [
            .. words.Take(Frequent),
            .. Enumerable.Range(0, Math.Min(Rare, others)).Select(i => words[Frequent + (int)(i * step)]),
        ];
    }

    private static IEnumerable<string> WordsOf(string text)
    {
        var word = new StringBuilder();
        foreach (var rune in text.EnumerateRunes().Append(new Rune(' ')))
        {
            var longest = rune.Value < FirstUnspaced ? LongestWord : 2;
            if (!Rune.IsLetter(rune) || word.Length >= longest)
            {
                if (word.Length > 1)
                    yield return word.ToString();
                word.Clear();
            }

            if (Rune.IsLetter(rune))
                word.Append(Rune.ToLowerInvariant(rune));
        }
    }

    private readonly record struct WordCount(int Passages, int Occurrences)
    {
        public WordCount In(int occurrences) => new(Passages + 1, Occurrences + occurrences);

        public bool Means(int all) => Passages <= Common * all || Residual(all) >= MinResidual;

        private double Residual(double all) =>
            Math.Log2(1 - Math.Exp(-Occurrences / all)) - Math.Log2(Passages / all);
    }
}
