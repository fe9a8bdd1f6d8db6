using System.Globalization;
using System.Text;

namespace Kale.Encoding.Tests.Tokenization;

/// <summary>Reads hard-cases.txt; its first line says how it is written.</summary>
internal static class HardCases
{
    public static IReadOnlyList<string> Read()
    {
        using var lines = new StreamReader(
            typeof(HardCases).Assembly.GetManifestResourceStream("hard-cases.txt")!);
        return [.. lines.ReadToEnd().TrimEnd('\n').Split('\n')
            .Where(line => !line.StartsWith('#')).Select(line => Unescape(line))];
    }

    /// <summary>All but the megabyte, on which the reference takes a second.</summary>
    public static IEnumerable<string> Short() => Read().Where(text => text.Length < 200_000);

    private static string Unescape(ReadOnlySpan<char> line)
    {
        var text = new StringBuilder();
        while (!line.IsEmpty)
        {
            var length = line[0] == '\\' ? AppendEscape(line, text) : 1;
            if (line[0] != '\\')
            {
                text.Append(line[0]);
            }

            line = line[length..];
        }

        return text.ToString();
    }

    private static int AppendEscape(ReadOnlySpan<char> line, StringBuilder text)
    {
        switch (line[1])
        {
            case 'u' when line[2] == '{':
                var end = line.IndexOf('}');
                text.Append(char.ConvertFromUtf32(int.Parse(line[3..end], NumberStyles.HexNumber)));
                return end + 1;
            case 'u':
                text.Append((char)int.Parse(line.Slice(2, 4), NumberStyles.HexNumber));
                return 6;
            case '{':
                return AppendRepeated(line, text);
            default:
                text.Append(line[1] switch { 'n' => '\n', 'r' => '\r', 't' => '\t', var other => other });
                return 2;
        }
    }

    // \{text*N}: the last star, and the first brace after it.
    private static int AppendRepeated(ReadOnlySpan<char> line, StringBuilder text)
    {
        var star = 2;
        while (line[star] != '*' || !char.IsAsciiDigit(line[star + 1]))
        {
            star++;
        }

        var end = star + line[star..].IndexOf('}');
        var (part, count) = (Unescape(line[2..star]), int.Parse(line[(star + 1)..end]));
        text.Insert(text.Length, part, count);
        return end + 1;
    }
}
