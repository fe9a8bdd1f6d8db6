using System.Buffers;

namespace Kale.Encoding.Tokenization.Pipelines;

/// <summary>
/// Text as its UTF-8 bytes, each a character that can be seen: printable ones as themselves, the others from U+0100 on,
/// as GPT-2 has it.
/// </summary>
internal static class VisibleBytes
{
    private static readonly char[] s_shown = Shown();

    /// <summary>The characters by byte.</summary>
    public static ReadOnlySpan<char> All => s_shown;

    public static string Of(string text)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(System.Text.Encoding.UTF8.GetMaxByteCount(text.Length));
        var count = System.Text.Encoding.UTF8.GetBytes(text, bytes);
        var shown = string.Create(count, bytes, static (into, bytes) =>
        {
            for (var i = 0; i < into.Length; i++) { into[i] = s_shown[bytes[i]]; }
        });
        ArrayPool<byte>.Shared.Return(bytes);
        return shown;
    }

    private static char[] Shown()
    {
        var others = 0x100;
        return [.. Enumerable.Range(0, 256).Select(b => (char)(IsPrintable(b) ? b : others++))];
    }

    private static bool IsPrintable(int value) => value is (>= 0x21 and <= 0x7E) or (>= 0xA1 and <= 0xFF and not 0xAD);
}
