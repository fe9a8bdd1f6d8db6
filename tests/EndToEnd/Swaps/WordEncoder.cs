using Kale.Bundles;
using Kale.Bundles.Tests;

namespace Kale.EndToEnd.Tests.Swaps;

/// <summary>
/// An encoder of random weights whose vocabulary has words of a dozen subjects, one of them in Cyrillic, and documents
/// of those words: so a text's vector hangs on its words, and rows of the table matter one by one.
/// </summary>
internal static class WordEncoder
{
    public const int Width = 64;
    public const int CyrillicSubject = 11;
    private const int Subjects = 12;
    private const int WordsOfSubject = 40;
    private const int Documents = 360;
    private const string Consonants = "bcdfghjklmnpqrstvwxz";
    private const string Vowels = "aeiou";
    private const string CyrillicConsonants = "бвгджзклмнпрстфхцчшщ";
    private const string CyrillicVowels = "аеиоу";

    public static IReadOnlyList<string[]> Words { get; } =
        [.. Enumerable.Range(0, Subjects).Select(subject => WordsOf(subject, new Random(subject)))];

    public static EncoderModel Model()
    {
        var tokens = RandomEncoder.Spelling.Vocabulary.Tokens.Concat(Words.SelectMany(words => words).Distinct());
        var vocabulary = new Vocabulary([.. tokens]);
        var config = new EncoderConfig
        {
            VocabSize = vocabulary.Count,
            HiddenSize = Width,
            Layers = 1,
            Heads = 2,
            IntermediateSize = 64,
            MaxPositions = 128,
        };
        return Candidates.WithPlainNorms(RandomEncoder.Dual(
            config, new TokenizerModel(vocabulary, RandomEncoder.Spelling.Settings), seed: 1, dims: Width));
    }

    /// <summary>Documents for <c>kale index</c>: a title of two words, sentences short and long.</summary>
    public static void WriteCorpus(string directory)
    {
        Directory.CreateDirectory(directory);
        File.WriteAllLines(
            Path.Combine(directory, "corpus.jsonl"),
            Enumerable.Range(0, Documents).Select(i =>
            {
                var (random, words) = (new Random(i), Words[i % Subjects]);
                string Sentence(int length) =>
                    string.Join(' ', Enumerable.Range(0, length).Select(_ => words[random.Next(words.Length)])) + ".";
                var text = string.Join(' ', new[] { 6, 12, 18, 30, 40 }.Select(Sentence));
                return $$"""{"_id": "d{{i}}", "title": "{{Sentence(2)}}", "text": "{{text}}"}""";
            }));
    }

    private static string[] WordsOf(int subject, Random random)
    {
        var (consonants, vowels) = subject == CyrillicSubject
            ? (CyrillicConsonants, CyrillicVowels)
            : (Consonants, Vowels);
        string Syllable() => $"{consonants[random.Next(consonants.Length)]}{vowels[random.Next(vowels.Length)]}";
        return [.. Enumerable.Range(0, WordsOfSubject).Select(_ => Syllable() + Syllable() + Syllable())];
    }
}
