using System.Text;
using ZstdSharp;

namespace Kale.Corpora.Sources;

/// <summary>
/// What a file is by its first bytes, whatever its name says: gzip (RFC 1952) and zstd (RFC 8878) are read as what was
/// compressed; what is known and not read is told by name.
/// </summary>
internal static class Compression
{
    /// <summary>Enough to know every format of the table.</summary>
    public const int HeadBytes = 32;

    private static readonly (byte[] Head, string What)[] s_refused =
    [
        ("BZh"u8.ToArray(), "compressed with bzip2, which is not read here: bzip2 -dc FILE | kale index - …"),
        (
            [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00],
            "compressed with xz, which is not read here: xz -dc FILE | kale index - …"),
        ([0x04, 0x22, 0x4D, 0x18], "compressed with lz4, which is not read here: lz4 -dc FILE | kale index - …"),
        ("PK\u0003\u0004"u8.ToArray(), "a ZIP archive; unpack it and name what is inside"),
        ("PAR1"u8.ToArray(), "a Parquet file; write it as JSON lines"),
        ("%PDF-"u8.ToArray(), "a PDF; extract its text"),
        ([0xFF, 0xFE], "UTF-16; convert it to UTF-8: iconv -f UTF-16 -t UTF-8"),
        ([0xFE, 0xFF], "UTF-16; convert it to UTF-8: iconv -f UTF-16 -t UTF-8"),
        (
            Encoding.ASCII.GetBytes("version https://git-lfs"),
            "a pointer of Git LFS and not the file itself; fetch that with: git lfs pull"),
    ];

    /// <summary>The content of a stream that begins with the head, decompressed where it is compressed.</summary>
    public static Stream Open(Stream content, ReadOnlySpan<byte> head) => head switch
    {
        [0x1F, 0x8B, ..] => new GzipContent(content),
        [0x28, 0xB5, 0x2F, 0xFD, ..] => new DecompressionStream(content, leaveOpen: true),
        _ => content,
    };

    public static bool IsCompressed(ReadOnlySpan<byte> head) =>
        head is [0x1F, 0x8B, ..] or [0x28, 0xB5, 0x2F, 0xFD, ..];

    /// <exception cref="CorpusException">No lines of text can come of what begins so.</exception>
    public static void RequireText(string name, ReadOnlySpan<byte> head)
    {
        foreach (var (bytes, what) in s_refused)
        {
            if (head.StartsWith(bytes))
                throw new CorpusException(name, $"this is {what}");
        }
    }
}
