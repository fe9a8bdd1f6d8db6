using System.Text;

namespace Kale.Cli.Corpora;

/// <summary>Text files that are UTF-8, and nothing else: a wrong byte is told, not replaced.</summary>
internal static class Utf8Lines
{
    // The name Encoding is the suite's own here.
    private static readonly System.Text.Encoding s_bytes = System.Text.Encoding.Latin1;
    private static readonly UTF8Encoding s_strict =
        new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The lines of a file with their numbers from 1.</summary>
    /// <exception cref="CliException">A line is not UTF-8.</exception>
    public static IEnumerable<(int Number, string Line)> Read(string path)
    {
        // A character for each byte: so a wrong byte is known by its line, and line ends are the same bytes in UTF-8.
        using var reader = new StreamReader(path, s_bytes, detectEncodingFromByteOrderMarks: false);
        for (var number = 1; reader.ReadLine() is { } bytes; number++)
        {
            yield return (number, Decode(bytes, path, number));
        }
    }

    /// <summary>A whole file; a byte order mark may tell of UTF-16.</summary>
    /// <exception cref="CliException">It is not Unicode.</exception>
    public static string ReadAll(string path)
    {
        try
        {
            return File.ReadAllText(path, s_strict);
        }
        catch (DecoderFallbackException)
        {
            throw new CliException($"{path}: the file is not UTF-8. Convert it, or take it out of the folder.");
        }
    }

    private static string Decode(string bytes, string path, int number)
    {
        if (Ascii.IsValid(bytes)) { return bytes; }
        try
        {
            var line = s_strict.GetString(s_bytes.GetBytes(bytes));
            return number == 1 ? line.TrimStart('\uFEFF') : line;
        }
        catch (DecoderFallbackException)
        {
            throw new CliException($"{path}:{number}: the line is not UTF-8.");
        }
    }
}
