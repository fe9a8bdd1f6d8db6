using System.Globalization;
using System.Text;
using Kale.Bundles;

namespace Kale.Encoding.Tests.Tokenization;

/// <summary>
/// A vocabulary of all characters, so that no word is unknown and the ids show every step of normalising: MiniLM's
/// tokens, then every assigned character of the BMP and the first supplementary plane, at the beginning of a word and
/// inside one.
/// </summary>
internal static class CharacterVocabulary
{
    public static Vocabulary Create()
    {
        var tokens = new List<string>(Npm.MiniLm.Vocabulary.Tokens);
        var known = tokens.ToHashSet(StringComparer.Ordinal);
        for (var c = 1; c < 0x20000; c++)
        {
            if (!Rune.IsValid(c) || CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.OtherNotAssigned)
            {
                continue;
            }

            var character = char.ConvertFromUtf32(c);
            tokens.AddRange(new[] { character, "##" + character }.Where(known.Add));
        }

        return new Vocabulary(tokens);
    }
}
