using System.Globalization;

namespace Kale.Encoding.Tokenization.Unicode;

/// <summary>
/// Reads unicode.txt: a line is a key and items in hexadecimal, <c>key A-B C …</c>. The maps have items of their own:
/// <c>lower A-B+32</c> (add 32), <c>lower A-B/1</c> (add 1 to every second), <c>decomposed C0=41+300</c>.
/// </summary>
internal sealed class UnicodeTableReader
{
    private static readonly Dictionary<string, CodePointTraits> TraitOf = new(StringComparer.Ordinal)
    {
        ["removed"] = CodePointTraits.Removed,
        ["space"] = CodePointTraits.Space,
        ["punctuation"] = CodePointTraits.Punctuation,
        ["nonspacing"] = CodePointTraits.NonSpacing,
        ["cased"] = CodePointTraits.Cased,
        ["ignorable"] = CodePointTraits.CaseIgnorable,
    };

    public string Version { get; private set; } = "";

    public CodePointTraits[] Traits { get; } = new CodePointTraits[0x110000];

    public Dictionary<int, int> Lower { get; } = [];

    public Dictionary<int, int[]> Decomposed { get; } = [];

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
                    Version = fields[2].TrimEnd(':');
                    return;
                case "lower":
                    ReadLower(item);
                    break;
                case "decomposed":
                    ReadDecomposed(item);
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

    private void ReadLower(string item)
    {
        var sign = item.IndexOfAny(['+', '/']);
        var (first, last) = Range(item[..sign]);
        var distance = int.Parse(item.AsSpan(sign + 1));
        for (var c = first; c <= last; c += item[sign] == '/' ? 2 : 1)
        {
            Lower[c] = c + distance;
            Traits[c] |= CodePointTraits.Lowers;
        }
    }

    private void ReadDecomposed(string item)
    {
        var sides = item.Split('=');
        var codePoint = Hex(sides[0]);
        Decomposed[codePoint] = Array.ConvertAll(sides[1].Split('+'), part => Hex(part));
        Traits[codePoint] |= CodePointTraits.Decomposes;
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
