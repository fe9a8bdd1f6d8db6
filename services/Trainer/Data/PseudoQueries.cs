using Kale.Corpora.Texts;
using Kale.Training;

namespace Kale.Trainer.Data;

/// <summary>
/// Texts to align on where no queries are known: titles and sentences of the corpus, as LEAF and NIFE train on.
/// </summary>
internal static class PseudoQueries
{
    private const int MinWords = 3;
    private const int MaxWords = 60;

    /// <summary>
    /// Draws so many different texts that the guard allows, or all there are, in an order that makes every beginning a
    /// fair sample. At most half are titles, as long as there are sentences. Texts that students are proved with stay
    /// out.
    /// </summary>
    public static DrawnTexts Draw(IReadOnlyList<CorpusDocument> documents, int count, ulong seed, TestGuard guard)
    {
        var random = new SeededRandom(seed);
        var taken = new HashSet<string>();
        var giving = new HashSet<string>();
        var dropped = 0;
        List<string> Distinct(IEnumerable<(string Document, string Text)> texts)
        {
            var distinct = new List<string>();
            foreach (var (document, text) in texts)
            {
                giving.Add(document);
                if (taken.Add(TextKey.Of(text)))
                    distinct.Add(text);
            }

            var (allowed, guarded) = guard.Drop(distinct);
            dropped += guarded;
            var shuffled = allowed.Where(text => !ProofTexts.Holds(text)).ToArray();
            random.Shuffle<string>(shuffled);
            return [.. shuffled];
        }

        var titles = Distinct(documents.Select(document => (document.Id, document.Title.Trim()))
            .Where(title => title.Item2.Length > 0));
        var sentences = Distinct(documents
            .SelectMany(document => SentenceSplitter.Split(document.Text).Select(text => (document.Id, text)))
            .Where(sentence => IsOfUse(sentence.text)));
        var fromTitles = Math.Min(titles.Count, Math.Max(count / 2, count - sentences.Count));
        var drawn = titles.Take(fromTitles).Concat(sentences.Take(count - fromTitles)).ToArray();
        random.Shuffle<string>(drawn);
        return new DrawnTexts(drawn, dropped, documents.Count - giving.Count);
    }

    private static bool IsOfUse(string sentence) => TextLength.Words(sentence) is >= MinWords and <= MaxWords;
}

/// <summary>What was drawn from documents.</summary>
/// <param name="Texts">In an order that makes every beginning a fair sample.</param>
/// <param name="Dropped">Texts that the guard kept out.</param>
/// <param name="Barren">Documents that have no text to draw.</param>
internal sealed record DrawnTexts(IReadOnlyList<string> Texts, int Dropped, int Barren);
