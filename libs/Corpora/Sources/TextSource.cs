using System.Text;

namespace Kale.Corpora.Sources;

/// <summary>
/// Lines of a file, of a pipe or of standard input. A file is opened once, whatever becomes of its name meanwhile, and
/// can be read again from its beginning; what is no file can be read once. What is compressed with gzip or zstd is read
/// as what was compressed.
/// </summary>
public sealed class TextSource : IDisposable
{
    /// <summary>Names standard input.</summary>
    public const string StandardInput = "-";

    private static readonly UTF8Encoding s_strict = new(false, throwOnInvalidBytes: true);

    private readonly Stream _stream;
    private readonly (long Length, DateTime Written) _opened;
    private bool _taken;

    private TextSource(string name, Stream stream)
    {
        (Name, _stream) = (name, stream);
        CanRepeat = stream.CanSeek;
        _opened = Stamp();
    }

    /// <summary>What messages call it.</summary>
    public string Name { get; }

    /// <summary>Whether it can be read from its beginning again.</summary>
    public bool CanRepeat { get; }

    /// <summary>Whether the file was written to since it was opened.</summary>
    public bool HasChanged => Stamp() != _opened;

    /// <param name="path">A file, a named pipe, a descriptor as /dev/fd/63, or "-" for standard input.</param>
    /// <param name="name">What messages call it; null: the path.</param>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static TextSource Open(string path, string? name = null) => path == StandardInput
        ? new TextSource(name ?? "standard input", Console.OpenStandardInput())
        : new TextSource(
            name ?? path,
            new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1));

    /// <summary>The lines as bytes, with their numbers from 1; each is valid until the next is asked for.</summary>
    /// <exception cref="CorpusException">It holds no text, is damaged, or has a line that is too long.</exception>
    public IEnumerable<(int Number, ReadOnlyMemory<byte> Line)> Lines()
    {
        using var content = Content(out var head);
        Compression.RequireText(Name, head.Span);
        var lines = new ByteLines(Name, content);
        while (lines.MoveNext())
            yield return (lines.Number, lines.Line);
    }

    /// <summary>The lines as text.</summary>
    /// <exception cref="CorpusException">As above, or a line that is not UTF-8.</exception>
    public IEnumerable<(int Number, string Line)> TextLines()
    {
        foreach (var (number, line) in Lines())
            yield return (number, Decode(number, line.Span));
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private string Decode(int number, ReadOnlySpan<byte> line)
    {
        try
        {
            return s_strict.GetString(line);
        }
        catch (DecoderFallbackException)
        {
            throw new CorpusException($"{Name}:{number}", "the line is not UTF-8");
        }
    }

    private (long Length, DateTime Written) Stamp() => CanRepeat && _stream is FileStream file
        ? (file.Length, File.GetLastWriteTimeUtc(file.SafeFileHandle))
        : default;

    private Unpacked Content(out ReadOnlyMemory<byte> head)
    {
        if (CanRepeat)
            _stream.Position = 0;
        else if (_taken)
            throw new InvalidOperationException($"'{Name}' was read already. This is a bug.");
        _taken = true;
        return Unpacked.Open(Name, _stream, out head);
    }
}
