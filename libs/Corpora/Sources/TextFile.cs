using System.Text;

namespace Kale.Corpora.Sources;

/// <summary>A whole file as one text.</summary>
internal static class TextFile
{
    /// <summary>Of a text; what is larger is no document.</summary>
    private const long MaxBytes = ByteLines.MaxBytes;

    private static readonly Encoding[] s_marked =
    [
        new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true),
        new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true),
    ];

    private static readonly UTF8Encoding s_strict = new(true, throwOnInvalidBytes: true);

    /// <summary>UTF-8, or UTF-16 where a byte order mark tells of it; decompressed where it is compressed.</summary>
    /// <exception cref="CorpusException">It is no Unicode text, or too large.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static string Read(string path)
    {
        using var file = new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1);
        using var content = Unpacked.Open(path, file, out _);
        try
        {
            var bytes = ReadAll(path, content);
            return Decode(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
        }
        catch (DecoderFallbackException)
        {
            throw new CorpusException(
                path, "the file is no Unicode text; convert it to UTF-8, or take it out of the folder");
        }
    }

    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        foreach (var encoding in s_marked)
        {
            if (bytes.StartsWith(encoding.Preamble))
                return encoding.GetString(bytes[encoding.Preamble.Length..]);
        }

        return s_strict.GetString(bytes.StartsWith(s_strict.Preamble) ? bytes[s_strict.Preamble.Length..] : bytes);
    }

    private static MemoryStream ReadAll(string path, Stream content)
    {
        var all = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (var read = content.Read(buffer); read > 0; read = content.Read(buffer))
        {
            all.Write(buffer, 0, read);
            if (all.Length > MaxBytes)
                throw new CorpusException(path, $"the file is larger than {MaxBytes >> 20} MB; split it");
        }

        return all;
    }
}
