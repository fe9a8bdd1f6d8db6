using System.Text;

namespace Kale.Corpora.Texts;

/// <summary>
/// What two texts share that say the same in the same words: letters and digits in lower case, one space between words.
/// </summary>
public static class TextKey
{
    /// <summary>The key of a text.</summary>
    public static string Of(string text)
    {
        var key = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune))
                key.Append(Rune.ToLowerInvariant(rune));
            else if (key.Length > 0 && key[^1] != ' ')
                key.Append(' ');
        }

        // A text of signs only is its own key.
        return key.Length > 0 ? key.ToString().TrimEnd() : text.Trim();
    }
}
