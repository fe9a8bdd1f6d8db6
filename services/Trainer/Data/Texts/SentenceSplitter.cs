using System.Text.RegularExpressions;

namespace Kale.Trainer.Data.Texts;

/// <summary>
/// Sentences by rule: a terminator, maybe closing marks, white space, and no lower-case letter after it. Wrong guesses
/// make a longer or shorter text to train on, and nothing worse.
/// </summary>
internal static partial class SentenceSplitter
{
    public static IEnumerable<string> Split(string text) =>
        Ends().Split(text).Select(sentence => sentence.Trim()).Where(sentence => sentence.Length > 0);

    // Not after one letter and a dot (J. Smith, e.g.), nor after the abbreviations of scholarly prose.
    [GeneratedRegex(@"(?<=[.!?…][""')\]”’]*)(?<!\b\p{L}\.)(?<!\b(?:al|ca|cf|Dr|eq|etc|Fig|Figs|fig|Mr|Mrs|no|No|vs)\.)\s+(?!\p{Ll})|(?<=[。！？])|\n\s*\n")]
    private static partial Regex Ends();
}
