using System.Text;

namespace Kale.Retrieval.Trec;

/// <summary>
/// The order of the UTF-8 bytes, which is strcmp's and that of code points. .NET's ordinal order is by UTF-16 units and
/// puts what is beyond them, emoji for example, before U+E000 to U+FFFF.
/// </summary>
public sealed class ByteOrder : IComparer<string>
{
    /// <summary>The order.</summary>
    public static ByteOrder Instance { get; } = new();

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        if (x is null || y is null)
            return (x is null ? 0 : 1) - (y is null ? 0 : 1);
        var shared = x.AsSpan().CommonPrefixLength(y);
        // Within a pair of units the difference may be in the second.
        if (shared > 0 && char.IsHighSurrogate(x[shared - 1]))
            shared--;
        if (shared == x.Length || shared == y.Length)
            return x.Length - y.Length;
        Rune.DecodeFromUtf16(x.AsSpan(shared), out var left, out _);
        Rune.DecodeFromUtf16(y.AsSpan(shared), out var right, out _);
        return left.CompareTo(right);
    }
}
