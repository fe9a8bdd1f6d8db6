namespace Kale.Corpora.Sources;

/// <summary>
/// The content of a stream, decompressed where it is compressed; damage is told with the source's name.
/// </summary>
internal sealed class Unpacked : ReadOnlyStream
{
    private readonly string _name;
    private readonly Stream _content;

    private Unpacked(string name, Stream content) => (_name, _content) = (name, content);

    /// <param name="name">Of the source.</param>
    /// <param name="stream">At the beginning of what is to be read; left open.</param>
    /// <param name="head">The first bytes of the content.</param>
    public static Unpacked Open(string name, Stream stream, out ReadOnlyMemory<byte> head)
    {
        var plain = Headed(stream, out head);
        if (!Compression.IsCompressed(head.Span))
            return new Unpacked(name, plain);
        var content = new Unpacked(name, Compression.Open(plain, head.Span));
        return new Unpacked(name, Headed(content, out head));
    }

    public override int Read(Span<byte> buffer)
    {
        try
        {
            return _content.Read(buffer);
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException or ZstdSharp.ZstdException)
        {
            throw new CorpusException(
                _name, "what is compressed in it is damaged, cut short, or followed by something else", error);
        }
    }

    private static JoinedStream Headed(Stream stream, out ReadOnlyMemory<byte> head)
    {
        var bytes = new byte[Compression.HeadBytes];
        var read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        head = bytes.AsMemory(0, read);
        return new JoinedStream(new MemoryStream(bytes, 0, read), stream);
    }
}
