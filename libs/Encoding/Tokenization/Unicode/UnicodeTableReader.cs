using System.Globalization;

namespace Kale.Encoding.Tokenization.Unicode;

/// <summary>
/// Reads unicode.txt: a line is a key and items in hexadecimal, code points <c>key A-B C …</c> or what they become,
/// <c>key C0=41+300 …</c>.
/// </summary>
internal sealed class UnicodeTableReader
{
    private static readonly Dictionary<string, CodePointTraits> TraitOf = new(StringComparer.Ordinal)
    {
        ["removed"] = CodePointTraits.Removed,
        ["space"] = CodePointTraits.Space,
        ["punctuation"] = CodePointTraits.Punctuation,
        ["nonspacing"] = CodePointTraits.NonSpacing,
        ["word"] = CodePointTraits.Word,
        ["letter"] = CodePointTraits.Letter,
        ["number"] = CodePointTraits.Number,
        ["numeric"] = CodePointTraits.Numeric,
        ["uncomposed"] = CodePointTraits.Uncomposed,
    };

    public CodePointTraits[] Traits { get; } = new CodePointTraits[0x110000];

    public Dictionary<int, int> Lower { get; } = [];

    public Dictionary<int, int[]> Decomposed { get; } = [];

    /// <summary>What NFKD makes of a code point, where that is not what NFD does.</summary>
    public Dictionary<int, int[]> Compatible { get; } = [];

    public Dictionary<int, byte> Combining { get; } = [];

    public static UnicodeTableReader ReadEmbedded()
    {
        using var stream = typeof(UnicodeTableReader).Assembly.GetManifestResourceStream("unicode.txt")
            ?? throw new InvalidOperationException("unicode.txt is not in the assembly. This is a bug.");
        using var text = new StreamReader(stream);
        var reader = new UnicodeTableReader();
        while (text.ReadLine() is { } line)
        {
            reader.ReadLine(line.Split(' '));
        }

        return reader;
    }

    private void ReadLine(string[] fields)
    {
        var key = fields[0];
        foreach (var item in fields.AsSpan(1))
        {
            switch (key)
            {
                case "#":
                    return;
                case "lower":
                    var (upper, lower) = Mapping(item, CodePointTraits.Lowers);
                    Lower[upper] = lower[0];
                    break;
                case "decomposed":
                    var (composed, parts) = Mapping(item, CodePointTraits.Decomposes);
                    Decomposed[composed] = parts;
                    break;
                case "compatible":
                    var (from, into) = Mapping(item, CodePointTraits.Compatibility);
                    Compatible[from] = into;
                    break;
                case var _ when key.StartsWith("combining:", StringComparison.Ordinal):
                    ReadCombining(item, byte.Parse(key.AsSpan("combining:".Length)));
                    break;
                default:
                    Mark(item, TraitOf[key]);
                    break;
            }
        }
    }

    private void Mark(string range, CodePointTraits trait)
    {
        var (first, last) = Range(range);
        for (var c = first; c <= last; c++)
        {
            Traits[c] |= trait;
        }
    }

    private (int CodePoint, int[] Into) Mapping(string item, CodePointTraits trait)
    {
        var sides = item.Split('=');
        var codePoint = Hex(sides[0]);
        Traits[codePoint] |= trait;
        return (codePoint, Array.ConvertAll(sides[1].Split('+'), part => Hex(part)));
    }

    private void ReadCombining(string range, byte combiningClass)
    {
        var (first, last) = Range(range);
        for (var c = first; c <= last; c++)
        {
            Combining[c] = combiningClass;
        }
    }

    private static (int First, int Last) Range(string range)
    {
        var dash = range.IndexOf('-');
        return dash < 0 ? (Hex(range), Hex(range)) : (Hex(range.AsSpan(0, dash)), Hex(range.AsSpan(dash + 1)));
    }

    private static int Hex(ReadOnlySpan<char> digits) => int.Parse(digits, NumberStyles.AllowHexSpecifier);
}
