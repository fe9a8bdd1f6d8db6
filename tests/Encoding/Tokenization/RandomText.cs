using System.Text;

namespace Kale.Encoding.Tests.Tokenization;

/// <summary>Seeded texts that mix scripts, marks, controls, surrogates and special tokens as nobody does.</summary>
internal sealed class RandomText(int seed)
{
    private static readonly (int First, int Last)[] Blocks =
    [
        (0x61, 0x7A), (0x61, 0x7A), (0x41, 0x5A), (0x20, 0x40), (0x0, 0xFF), (0x100, 0x24F), (0x300, 0x36F),
        (0x370, 0x3FF), (0x3A3, 0x3A3), (0x400, 0x52F), (0x590, 0x6FF), (0x900, 0xDFF), (0xE00, 0xFFF),
        (0x1100, 0x11FF), (0x1AB0, 0x1BFF), (0x1E00, 0x1FFF), (0x2000, 0x206F), (0x20D0, 0x20FF), (0x2190, 0x23FF),
        (0x302A, 0x3030), (0x3040, 0x30FF), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3), (0xD800, 0xDFFF), (0xF900, 0xFAFF),
        (0xFE00, 0xFFFF), (0x10000, 0x1FFFF), (0x1D165, 0x1D172), (0x1F300, 0x1FAFF), (0x20000, 0x323AF),
        (0xE0000, 0x10FFFF),
    ];

    private static readonly string[] Phrases =
        [" ", " ", "[CLS]", "[MASK]", "[SEP", "\u200d", "\u0301", "ing", "the ", "n't", "\u302e\u1b44", "ΑΣ", "\r\n"];

    private readonly Random _random = new(seed);

    public static IEnumerable<string> Take(int count, int seed)
    {
        var texts = new RandomText(seed);
        return Enumerable.Range(0, count).Select(_ => texts.Next());
    }

    private string Next()
    {
        var text = new StringBuilder();
        for (var part = _random.Next(1, 12); part > 0; part--)
        {
            AppendPart(text, _random.Next(1, 12));
        }

        return text.ToString();
    }

    private void AppendPart(StringBuilder text, int length)
    {
        if (_random.Next(3) == 0)
        {
            text.Append(Phrases[_random.Next(Phrases.Length)]);
            return;
        }

        var (first, last) = Blocks[_random.Next(Blocks.Length)];
        for (var i = 0; i < length; i++)
        {
            text.Append(CodePoints.ToText(_random.Next(first, last + 1)));
        }
    }
}
