using Kale.Trainer.Data.Paths;

namespace Kale.Trainer.Data.Reading;

/// <summary>
/// The lines of a file as bytes, with their numbers from 1; empty ones are left out, a byte order mark is skipped.
/// </summary>
internal static class Utf8Lines
{
    /// <summary>No line of any corpus is longer; one that is, is no text.</summary>
    private const int MaxBytes = 16 << 20;

    private static readonly System.Text.UTF8Encoding s_strict = new(false, throwOnInvalidBytes: true);

    /// <exception cref="TrainingException">DataMalformed: a line too long.</exception>
    /// <exception cref="FileNotFoundException">It is not there any more.</exception>
    public static IEnumerable<(int Number, ReadOnlyMemory<byte> Line)> Read(DataFile file)
    {
        using var stream = new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        var buffer = new byte[1 << 16];
        var (held, number) = (0, 0);
        while (true)
        {
            if (held == buffer.Length)
                Array.Resize(
                    ref buffer,
                    held < MaxBytes ? held * 2 : throw file.Malformed(number + 1, "the line is longer than 16 MB"));
            var read = stream.Read(buffer, held, buffer.Length - held);
            var (start, end) = (0, held + read);
            for (var feed = Feed(buffer, start, end); feed >= 0; feed = Feed(buffer, start, end))
            {
                var line = Trim(buffer.AsMemory(start, feed - start), ++number);
                start = feed + 1;
                if (!line.IsEmpty)
                    yield return (number, line);
            }

            if (read == 0)
            {
                var last = Trim(buffer.AsMemory(start, end - start), ++number);
                if (!last.IsEmpty)
                    yield return (number, last);
                yield break;
            }

            held = end - start;
            buffer.AsSpan(start, held).CopyTo(buffer);
        }
    }

    /// <summary>The lines as text.</summary>
    /// <exception cref="TrainingException">DataMalformed: not UTF-8.</exception>
    public static IEnumerable<(int Number, string Line)> ReadText(DataFile file)
    {
        foreach (var (number, line) in Read(file))
            yield return (number, Decode(file, number, line.Span));
    }

    private static string Decode(DataFile file, int number, ReadOnlySpan<byte> line)
    {
        try
        {
            return s_strict.GetString(line);
        }
        catch (System.Text.DecoderFallbackException)
        {
            throw file.Malformed(number, "the line is not UTF-8");
        }
    }

    private static int Feed(byte[] buffer, int start, int end)
    {
        var feed = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
        return feed < 0 ? -1 : start + feed;
    }

    private static ReadOnlyMemory<byte> Trim(ReadOnlyMemory<byte> line, int number)
    {
        if (number == 1 && line.Span.StartsWith("\uFEFF"u8))
            line = line[3..];
        return line.Trim(" \t\r"u8);
    }
}
