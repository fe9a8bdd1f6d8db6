using System.Text;

namespace Kale.Corpora.Sources;

/// <summary>A whole file as one text.</summary>
internal static class TextFile
{
    /// <summary>Of a text; what is larger is no document.</summary>
    private const long MaxBytes = ByteLines.MaxBytes;

    private static readonly UTF8Encoding s_strict = new(false, throwOnInvalidBytes: true);

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
            return Decode(ReadAll(path, content));
        }
        catch (DecoderFallbackException)
        {
            throw new CorpusException(path, "the file is not UTF-8; convert it, or take it out of the folder");
        }
    }

    private static string Decode(MemoryStream bytes)
    {
        using var reader = new StreamReader(bytes, s_strict, detectEncodingFromByteOrderMarks: true);
        return reader.ReadToEnd();
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

        all.Position = 0;
        return all;
    }
}
