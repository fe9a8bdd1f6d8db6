using System.Text;
using System.Text.Json;
using Kale.Bundles;

namespace Kale.Encoding.Tests.Tokenization;

/// <summary>unicode.txt as Hugging Face's library answers, asked about every code point.</summary>
internal sealed class JudgedUnicode
{
    private const int Columns = 118;
    private readonly StringBuilder _text = new();

    public static string Write()
    {
        var unicode = new JudgedUnicode();
        unicode._text.Append("# What Hugging Face's library makes of code points. Written by UnicodeTableTests.\n");
        unicode.PrintCategories();
        unicode.PrintMappings();
        return unicode._text.ToString();
    }

    private void PrintCategories()
    {
        var (spaces, punctuation) = Separators();
        Print("removed", Ranges(Removed("clean_text")));
        Print("space", Ranges(spaces));
        Print("punctuation", Ranges(punctuation));
        Print("nonspacing", Ranges(Removed("strip_accents")));
        Print("word", Ranges(Joined("a", "b", new { type = "Whitespace" })));
        Print("letter", Ranges(Joined("a", "b", RunsOf(@"\p{L}+"))));
        Print("number", Ranges(Joined("0", "1", RunsOf(@"\p{N}+"))));
        Print("numeric", Ranges(Joined("0", "1", new { type = "Digits", individual_digits = false })));
    }

    private void PrintMappings()
    {
        using var lower = new HuggingFaceNormalizer(new { type = "Lowercase" });
        using var nfd = new HuggingFaceNormalizer(new { type = "NFD" });
        using var nfc = new HuggingFaceNormalizer(new { type = "NFC" });
        using var nfkd = new HuggingFaceNormalizer(new { type = "NFKD" });
        Print("lower", lower.Changes().Where(change => change.Into.EnumerateRunes().Count() == 1).Select(Mapping));
        foreach (var (rank, marks) in new CombiningClasses(nfd).Ranked().Index())
        {
            Print($"combining:{rank + 1}", Ranges(marks));
        }

        var decomposed = nfd.Changes().Where(change => !IsSyllable(change.From)).ToList();
        Print("decomposed", decomposed.Select(Mapping));
        Print("uncomposed", Ranges(nfc.Changes().Select(change => change.From)));
        Print("compatible", nfkd.Changes().Except(nfd.Changes()).Select(Mapping));
    }

    /// <summary>What the step of BERT's normalizer makes nothing of.</summary>
    private static IEnumerable<string> Removed(string step)
    {
        using var normalizer = new HuggingFaceNormalizer(new
        {
            type = "BertNormalizer",
            clean_text = step == "clean_text",
            handle_chinese_chars = false,
            strip_accents = step == "strip_accents",
            lowercase = false,
        });
        return normalizer.Changes().Where(change => change.Into.Length == 0).Select(change => change.From);
    }

    /// <summary>Of a?b, white space leaves two words and punctuation three.</summary>
    private static (IEnumerable<string> Spaces, IEnumerable<string> Punctuation) Separators()
    {
        var vocabulary = new Vocabulary(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "b"]);
        var settings = new TokenizerSettings(LowerCase: false, HandleChineseChars: false, CleanText: false);
        using var library = new HuggingFace(new TokenizerModel(vocabulary, settings));
        var words = HuggingFaceNormalizer.Characters.Append("!")
            .ToLookup(c => library.Encode($"a{c}b").Length - 2);
        return (words[2], words[3]);
    }

    /// <summary>What makes one word with a letter or digit on either side.</summary>
    private static List<string> Joined(string before, string after, object preTokenizer)
    {
        var model = new
        {
            type = "WordPiece",
            unk_token = "?",
            continuing_subword_prefix = "##",
            max_input_chars_per_word = 100,
            vocab = new Dictionary<string, int> { ["?"] = 0 }
        };
        using var library = new HuggingFace(JsonSerializer.Serialize(new
        {
            version = "1.0",
            added_tokens = Array.Empty<string>(),
            pre_tokenizer = preTokenizer,
            model,
        }));
        return HuggingFaceNormalizer.Characters.Append("!")
            .Where(c => library.Encode(before + c + after).Length == 1).ToList();
    }

    private static object RunsOf(string pattern) =>
        new { type = "Split", pattern = new { Regex = pattern }, behavior = "Isolated", invert = false };

    private static bool IsSyllable(string character) => character[0] is >= '\uAC00' and <= '\uD7A3';

    private static string Mapping((string From, string Into) change) =>
        $"{char.ConvertToUtf32(change.From, 0):X}="
        + string.Join('+', change.Into.EnumerateRunes().Select(rune => $"{rune.Value:X}"));

    private static IEnumerable<string> Ranges(IEnumerable<string> characters)
    {
        var ranges = new List<(int First, int Last)>();
        foreach (var c in characters.Select(c => char.ConvertToUtf32(c, 0)).Order())
        {
            if (ranges.Count > 0 && ranges[^1].Last == c - 1)
            {
                ranges[^1] = (ranges[^1].First, c);
            }
            else
            {
                ranges.Add((c, c));
            }
        }

        return ranges.Select(range =>
            range.First == range.Last ? $"{range.First:X}" : $"{range.First:X}-{range.Last:X}");
    }

    private void Print(string key, IEnumerable<string> items)
    {
        var line = key;
        foreach (var item in items)
        {
            if (line.Length + item.Length + 1 > Columns)
            {
                _text.Append(line).Append('\n');
                line = key;
            }

            line += ' ' + item;
        }

        _text.Append(line).Append('\n');
    }
}
