using Kale.Bundles;
using Kale.Training;

namespace Kale.Trainer.Data;

/// <summary>
/// Texts of no subject: words of the teacher's own vocabulary in any order. They keep a student that is aligned on one
/// subject from forgetting the words of all others.
/// </summary>
internal static class GeneralTexts
{
    private static readonly int[] s_lengths = [1, 1, 2, 3, 4, 6, 8, 12];

    public static IReadOnlyList<string> Draw(Vocabulary vocabulary, int count, ulong seed)
    {
        var words = vocabulary.Tokens.Where(IsWord).ToArray();
        if (words.Length == 0)
            return [];
        var random = new SeededRandom(seed);
        return
        [
            .. Enumerable.Range(0, count).Select(_ => string.Join(
                ' ',
                Enumerable.Range(0, s_lengths[random.Next(s_lengths.Length)])
                    .Select(_ => words[random.Next(words.Length)])
                    .ToArray())),
        ];
    }

    // Beginnings of words; the pieces that follow them have marks, which are no letters.
    private static bool IsWord(string token) => token.Length > 1 && token.All(char.IsLetter);
}
