namespace Kale.Encoding.Tokenization.Pipelines;

/// <summary>The pieces of single bytes, <c>&lt;0x00&gt;</c> to <c>&lt;0xFF&gt;</c>, as far as there are any.</summary>
internal sealed class ByteIds(Func<string, int?> idOf)
{
    private readonly int?[] _ids = [.. Enumerable.Range(0, 256).Select(b => idOf($"<0x{b:X2}>"))];

    /// <summary>The ids of the text's UTF-8; null where a byte has no piece.</summary>
    public int[]? Of(ReadOnlySpan<char> text)
    {
        var bytes = new byte[System.Text.Encoding.UTF8.GetByteCount(text)];
        System.Text.Encoding.UTF8.GetBytes(text, bytes);
        return bytes.All(b => _ids[b] is not null) ? Array.ConvertAll(bytes, b => _ids[b]!.Value) : null;
    }
}
