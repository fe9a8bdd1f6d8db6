namespace Kale.Corpora.Sources;

/// <summary>
/// The lines of a stream as bytes, numbered from 1; empty ones are left out, a byte order mark is skipped, and white
/// space at the ends is cut off.
/// </summary>
internal sealed class ByteLines(string name, Stream stream)
{
    /// <summary>No line of any corpus is longer; one that is, is no text.</summary>
    public const int MaxBytes = 256 << 20;

    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;
    private bool _ended;

    public int Number { get; private set; }

    /// <summary>Valid until the next is asked for.</summary>
    public ReadOnlyMemory<byte> Line { get; private set; }

    public bool MoveNext()
    {
        while (TryTake(out var line))
        {
            Number++;
            Line = Trim(line);
            if (!Line.IsEmpty)
                return true;
        }

        return false;
    }

    private bool TryTake(out ReadOnlyMemory<byte> line)
    {
        var searched = _start;
        while (true)
        {
            var feed = _buffer.AsSpan(searched, _end - searched).IndexOf((byte)'\n');
            if (feed >= 0)
            {
                line = _buffer.AsMemory(_start, searched + feed - _start);
                _start = searched + feed + 1;
                return true;
            }

            if (_ended)
            {
                line = _buffer.AsMemory(_start, _end - _start);
                _start = _end;
                return !line.IsEmpty;
            }

            searched = _end - _start;
            Fill();
        }
    }

    // What is left of the buffer moves to its beginning.
    private void Fill()
    {
        var held = _end - _start;
        if (held > MaxBytes)
            throw new CorpusException($"{name}:{Number + 1}", $"the line is longer than {MaxBytes >> 20} MB");
        var (from, start) = (_buffer, _start);
        if (held > _buffer.Length / 2)
            _buffer = new byte[_buffer.Length * 2];
        from.AsSpan(start, held).CopyTo(_buffer);
        (_start, _end) = (0, held);
        var read = stream.Read(_buffer, held, _buffer.Length - held);
        _end += read;
        _ended = read == 0;
    }

    private ReadOnlyMemory<byte> Trim(ReadOnlyMemory<byte> line)
    {
        if (Number == 1 && line.Span.StartsWith("\uFEFF"u8))
            line = line[3..];
        return line.Trim(" \t\r"u8);
    }
}
