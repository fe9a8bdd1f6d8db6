using System.IO.Compression;
using System.Security.Cryptography;

namespace Kale.Corpora.Sources;

/// <summary>
/// What gzip members hold, to the end of the last. The platform's stream takes a file that was cut short for a whole
/// one, so a member of random bytes is put behind: only where everything before it is whole does it come out again.
/// </summary>
internal sealed class GzipContent : ReadOnlyStream
{
    private const int MarkBytes = 16;

    private readonly byte[] _mark = RandomNumberGenerator.GetBytes(MarkBytes);
    private readonly GZipStream _content;
    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;

    public GzipContent(Stream packed) =>
        _content = new GZipStream(new JoinedStream(packed, Packed(_mark)), CompressionMode.Decompress);

    public override int Read(Span<byte> buffer)
    {
        // The last bytes are held back, since they may be the mark.
        while (_end - _start <= MarkBytes)
        {
            if (!Fill())
                return _buffer.AsSpan(_start, _end - _start).SequenceEqual(_mark)
                    ? 0
                    : throw new EndOfStreamException("it ends in the middle");
        }

        var taken = Math.Min(buffer.Length, _end - _start - MarkBytes);
        _buffer.AsSpan(_start, taken).CopyTo(buffer);
        _start += taken;
        return taken;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _content.Dispose();
        base.Dispose(disposing);
    }

    private bool Fill()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        var read = _content.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        return read > 0;
    }

    private static MemoryStream Packed(byte[] mark)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.NoCompression, leaveOpen: true))
            gzip.Write(mark);
        packed.Position = 0;
        return packed;
    }
}
