using System.Globalization;
using Kale.Training;

namespace Kale.Trainer.Data;

/// <summary>
/// Texts as short as those that people type: a phrase of a document, two of them, or a question about them. Sentences
/// alone teach a small student little of what a word by itself or a question word means.
/// </summary>
internal sealed class ShortQueries
{
    // A word that is in more of the sentences than this does not begin or end a phrase.
    private const double MostFrequent = 0.02;
    private const double EnglishShare = 0.2;
    private const int MostTries = 16;

    private static readonly int[] s_lengths = [1, 1, 2, 2, 2, 3, 3, 4, 5];

    private static readonly int[] s_aspectLengths = [1, 1, 1, 2];

    private static readonly string[] s_keywords = ["{0}", "{0}", "{0} {1}"];

    // {0} is the topic, {1} another phrase of the same document.
    private static readonly string[] s_questions =
    [
        "{0}", "{0}", "{0} {1}", "{0} and {1}", "{1} of {0}", "{1} in {0}", "{1} for {0}",
        "what is {0}?", "what are {0}?", "what is the {1} of {0}?", "what are the {1} of {0}?", "what {1} is {0}?",
        "what causes {0}?", "what does {0} mean?", "what to do about {0}?", "what happens when {0}?",
        "how to {1} {0}?", "how do I {1} {0}?", "how does {0} work?", "how is {0} {1}?", "how many {1} have {0}?",
        "how much {0}?", "how long does {0} last?", "how often is {0} {1}?",
        "why is {0} {1}?", "why does {0} {1}?", "when is {0} {1}?", "where is {0}?", "where can I find {0}?",
        "who is {0}?", "who has {0}?", "which {0} is {1}?",
        "is {0} {1}?", "are {0} {1}?", "does {0} {1}?", "can {0} {1}?", "do you have {1} about {0}?",
        "difference between {0} and {1}", "types of {0}", "examples of {0}", "list of {0}", "help with {0}",
    ];

    private readonly IReadOnlyList<DocumentTexts> _documents;
    private readonly HashSet<string> _frequent;
    private readonly string[] _shapes;
    private readonly SeededRandom _random;

    private ShortQueries(IReadOnlyList<DocumentTexts> documents, ulong seed)
    {
        _documents = documents;
        _random = new SeededRandom(seed);
        var sentences = documents.Sum(document => document.Sentences.Count);
        var frequencies = documents.SelectMany(document => document.Sentences)
            .SelectMany(sentence => Words(sentence).Select(Key).Distinct())
            .CountBy(word => word)
            .ToDictionary();
        _frequent =
        [
            .. frequencies.Where(word => word.Value > Math.Max(2, MostFrequent * sentences)).Select(word => word.Key),
        ];
        _shapes = frequencies.GetValueOrDefault("the") > EnglishShare * sentences ? s_questions : s_keywords;
    }

    /// <summary>So many short texts, some of them perhaps alike; none where no document has a text.</summary>
    /// <param name="documents">Titles and sentences that may be trained on.</param>
    /// <param name="count">How many.</param>
    /// <param name="seed">Of all draws.</param>
    public static IEnumerable<string> Draw(IReadOnlyList<DocumentTexts> documents, int count, ulong seed)
    {
        var giving = documents.Where(document => document.Sentences.Count > 0).ToList();
        if (giving.Count == 0)
            return [];
        var queries = new ShortQueries(giving, seed);
        return Enumerable.Range(0, count).Select(_ => queries.Next());
    }

    private string Next()
    {
        var document = _documents[_random.Next(_documents.Count)];
        var topic = document.Title.Length > 0 && _random.Next(2) == 0 ? document.Title : Phrase(document, s_lengths);
        var shape = _shapes[_random.Next(_shapes.Length)];
        return string.Format(CultureInfo.InvariantCulture, shape, topic, Phrase(document, s_aspectLengths));
    }

    /// <summary>Words that stand side by side in a sentence, none of the frequent ones at either end.</summary>
    private string Phrase(DocumentTexts document, int[] lengths)
    {
        var phrase = "";
        for (var i = 0; phrase.Length == 0 && i < MostTries; i++)
        {
            var words = Words(document.Sentences[_random.Next(document.Sentences.Count)]).ToArray();
            var length = Math.Min(words.Length, lengths[_random.Next(lengths.Length)]);
            var start = _random.Next(words.Length - length + 1);
            phrase = string.Join(
                ' ',
                words[start..(start + length)].SkipWhile(IsFrequent).Reverse().SkipWhile(IsFrequent).Reverse());
        }

        return phrase.Length > 0 ? phrase : document.Sentences[0];
    }

    private bool IsFrequent(string word) => _frequent.Contains(Key(word));

    private static string Key(string word) => word.ToLowerInvariant();

    private static IEnumerable<string> Words(string sentence) => sentence
        .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        .Select(word => word.Trim('.', ',', ';', ':', '!', '?', '(', ')', '[', ']', '"', '\''))
        .Where(word => word.Length > 0);
}

/// <summary>What of a document may be trained on.</summary>
internal sealed record DocumentTexts(string Title, IReadOnlyList<string> Sentences);
