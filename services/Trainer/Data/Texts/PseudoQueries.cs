using Kale.Trainer.Data.Reading;

namespace Kale.Trainer.Data.Texts;

/// <summary>
/// Texts to align on where no queries are known: titles and sentences of the corpus, as LEAF and NIFE train on.
/// </summary>
internal static class PseudoQueries
{
    private const int MinWords = 3;
    private const int MaxWords = 60;

    /// <summary>
    /// Draws so many different texts that the guard allows, or all there are, in an order that makes every beginning a
    /// fair sample. At most half are titles, as long as there are sentences.
    /// </summary>
    /// <returns>The texts, and how many the guard dropped.</returns>
    public static (IReadOnlyList<string> Texts, int Dropped) Draw(
        IReadOnlyList<CorpusDocument> documents, int count, ulong seed, TestGuard guard)
    {
        var random = new SeededRandom(seed);
        var taken = new HashSet<string>();
        var dropped = 0;
        List<string> Distinct(IEnumerable<string> texts)
        {
            var distinct = texts.Where(text => taken.Add(TextKey.Of(text))).ToList();
            var (allowed, guarded) = guard.Drop(distinct);
            dropped += guarded;
            var shuffled = allowed.ToArray();
            random.Shuffle<string>(shuffled);
            return [.. shuffled];
        }

        var titles = Distinct(documents.Select(document => document.Title.Trim()).Where(title => title.Length > 0));
        var sentences = Distinct(
            documents.SelectMany(document => SentenceSplitter.Split(document.Text)).Where(IsOfUse));
        var fromTitles = Math.Min(titles.Count, Math.Max(count / 2, count - sentences.Count));
        var drawn = titles.Take(fromTitles).Concat(sentences.Take(count - fromTitles)).ToArray();
        random.Shuffle<string>(drawn);
        return (drawn, dropped);
    }

    private static bool IsOfUse(string sentence)
    {
        var words = sentence.Count(char.IsWhiteSpace) + 1;
        return words is >= MinWords and <= MaxWords;
    }
}
