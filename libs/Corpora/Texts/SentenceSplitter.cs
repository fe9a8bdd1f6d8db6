using System.Text;
using System.Text.RegularExpressions;

namespace Kale.Corpora.Texts;

/// <summary>
/// Sentences by rule, of prose, lists, code and scripts without full stops. Wrong guesses make a longer or shorter text
/// to train on or to search with, and nothing worse.
/// </summary>
public static partial class SentenceSplitter
{
    // Lines that are wrapped are longer; shorter ones are headings, items, verses.
    private const int WrappedCharacters = 40;
    private const int MostWords = 60;
    private const int PieceWords = 30;

    /// <summary>The sentences, items and lines of a text, none of more than sixty words.</summary>
    public static IEnumerable<string> Split(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var end = IsCased(text) ? EndsOfCased() : Ends();
        return Blocks(text)
            .SelectMany(block => end.Split(block))
            .SelectMany(Pieces)
            .Select(sentence => sentence.Trim())
            .Where(sentence => sentence.EnumerateRunes().Any(Rune.IsLetterOrDigit));
    }

    // Where sentences begin in lower case, a lower-case letter after a full stop says nothing.
    private static bool IsCased(string text)
    {
        var begins = Ends().Split(text).Skip(1)
            .Select(sentence => sentence.FirstOrDefault(char.IsLetter))
            .ToLookup(char.IsLower);
        return begins[false].Count() >= begins[true].Count();
    }

    /// <summary>Paragraphs, items and lines of their own, with wrapped lines put together.</summary>
    private static IEnumerable<string> Blocks(string text)
    {
        var block = new StringBuilder();
        var wrapped = false;
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            var isItem = Marker().Match(line) is { Success: true };
            if (block.Length > 0 && (!wrapped || isItem || string.IsNullOrWhiteSpace(line)))
            {
                yield return block.ToString();
                block.Clear();
            }

            block.Append(block.Length > 0 ? " " : "").Append(Marker().Replace(line, "").Trim());
            wrapped = line.Trim().Length >= WrappedCharacters && !line.TrimEnd().EndsWith(':');
        }

        yield return block.ToString();
    }

    // What has no end in sight is cut where it breathes, and where it does not, after so many words.
    private static IEnumerable<string> Pieces(string sentence)
    {
        if (TextLength.Words(sentence) <= MostWords)
            return [sentence];
        var parts = Breaths().Split(sentence);
        return parts.Length > 1 ? Joined(parts).SelectMany(Cut) : Cut(sentence);
    }

    private static IEnumerable<string> Joined(IEnumerable<string> parts)
    {
        var piece = "";
        foreach (var part in parts)
        {
            if (piece.Length > 0 && TextLength.Words(piece) + TextLength.Words(part) > PieceWords)
            {
                yield return piece;
                piece = "";
            }

            piece = piece.Length > 0 ? $"{piece} {part}" : part;
        }

        yield return piece;
    }

    private static IEnumerable<string> Cut(string piece)
    {
        return TextLength.Words(piece) <= MostWords
            ? [piece]
            : Joined(piece.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).SelectMany(Letters));
    }

    // A word of more letters than a piece may have words is text without spaces.
    private static IEnumerable<string> Letters(string word) => TextLength.Words(word) <= PieceWords
        ? [word]
        : word.EnumerateRunes().Chunk(2 * PieceWords).Select(runes => string.Concat(runes.Select(r => r.ToString())));

    // Not after one letter and a dot (J. Smith, e.g.), nor after the abbreviations of scholarly prose.
    private const string Stop =
        @"(?<=[.!?…][""')\]”’]*)(?<!\b\p{L}\.)(?<!\b(?:al|ca|cf|Dr|eq|etc|Fig|Figs|fig|Mr|Mrs|no|No|vs)\.)\s+";

    private const string Fullwidth = @"(?<=[。！？।။៕])|\n\s*\n";

    [GeneratedRegex(Stop + @"(?!\p{Ll})|" + Fullwidth)]
    private static partial Regex EndsOfCased();

    [GeneratedRegex(Stop + "|" + Fullwidth)]
    private static partial Regex Ends();

    [GeneratedRegex(@"^\s*(?:[-*+•▪◦·#>|]+|\(?(?:\d{1,3}|\p{L})[.)])\s+")]
    private static partial Regex Marker();

    [GeneratedRegex(@"(?<=[;:,，、；：])\s*|\s+[-–—•]\s+")]
    private static partial Regex Breaths();
}
