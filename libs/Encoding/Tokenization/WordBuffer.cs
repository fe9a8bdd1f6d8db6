using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using Kale.Encoding.Tokenization.Unicode;

namespace Kale.Encoding.Tokenization;

/// <summary>The word being read, normalised. Of a word longer than the limit only the count goes on.</summary>
internal sealed class WordBuffer(UnicodeTable table, int maxCodePoints) : IDisposable
{
    private char[] _chars = ArrayPool<char>.Shared.Rent(256);
    private int _length;
    private int _runStart;
    private int _runEnd = -1;

    /// <summary>The code points of the word.</summary>
    public int Count { get; private set; }

    /// <summary>Whether the word has more code points than the model reads.</summary>
    public bool TooLong => Count > maxCodePoints;

    public ReadOnlySpan<char> Chars => _chars.AsSpan(0, _length);

    public void Clear()
    {
        (_length, Count) = (0, 0);
        EndRun();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(char c)
    {
        if (++Count <= maxCodePoints)
        {
            if (_length == _chars.Length)
            {
                Grow();
            }

            _chars[_length++] = c;
        }
    }

    public void Append(int codePoint)
    {
        if (codePoint <= char.MaxValue)
        {
            Append((char)codePoint);
            return;
        }

        Insert(_length, codePoint);
    }

    /// <summary>
    /// Appends a mark that canonical ordering may move: behind the marks of the same run whose class is not higher.
    /// </summary>
    public void AppendMark(int codePoint, int combiningClass)
    {
        _runStart = _runEnd == _length ? _runStart : _length;
        var at = _length;
        while (at > _runStart)
        {
            Rune.DecodeLastFromUtf16(_chars.AsSpan(_runStart, at - _runStart), out var before, out var length);
            if (table.CombiningClass(before.Value) <= combiningClass)
            {
                break;
            }

            at -= length;
        }

        Insert(at, codePoint);
        _runEnd = _length;
    }

    /// <summary>Something that is not kept stands between the marks before and those after.</summary>
    public void EndRun() => _runEnd = -1;

    public void Dispose() => ArrayPool<char>.Shared.Return(_chars);

    private void Insert(int at, int codePoint)
    {
        if (++Count > maxCodePoints)
        {
            return;
        }

        Span<char> units = stackalloc char[2];
        units = units[..WriteUtf16(codePoint, units)];
        if (_length + units.Length > _chars.Length)
        {
            Grow();
        }

        _chars.AsSpan(at, _length - at).CopyTo(_chars.AsSpan(at + units.Length));
        units.CopyTo(_chars.AsSpan(at));
        _length += units.Length;
    }

    private static int WriteUtf16(int codePoint, Span<char> units)
    {
        if (codePoint > char.MaxValue)
        {
            return new Rune(codePoint).EncodeToUtf16(units);
        }

        units[0] = (char)codePoint;
        return 1;
    }

    private void Grow()
    {
        var larger = ArrayPool<char>.Shared.Rent(_chars.Length * 2);
        Chars.CopyTo(larger);
        ArrayPool<char>.Shared.Return(_chars);
        _chars = larger;
    }
}
