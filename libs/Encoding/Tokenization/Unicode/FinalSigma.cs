using System.Buffers;
using System.Text;

namespace Kale.Encoding.Tokenization.Unicode;

/// <summary>
/// Whether Σ lower-cases to ς: a cased letter before it, none after it, case-ignorable characters passed over
/// (The Unicode Standard 3.13, Final_Sigma). What cleaning removes is passed over too.
/// </summary>
internal static class FinalSigma
{
    public static bool IsAt(ReadOnlySpan<char> text, int index, UnicodeTable table, bool cleaned) =>
        FollowsCased(text[..index], table, cleaned) && !PrecedesCased(text[(index + 1)..], table, cleaned);

    private static bool FollowsCased(ReadOnlySpan<char> before, UnicodeTable table, bool cleaned)
    {
        while (!before.IsEmpty)
        {
            var valid = Rune.DecodeLastFromUtf16(before, out var rune, out var length) is OperationStatus.Done;
            if (Decides(valid ? rune.Value : before[^1], table, cleaned, out var cased))
            {
                return cased;
            }

            before = before[..^length];
        }

        return false;
    }

    private static bool PrecedesCased(ReadOnlySpan<char> after, UnicodeTable table, bool cleaned)
    {
        while (!after.IsEmpty)
        {
            var valid = Rune.DecodeFromUtf16(after, out var rune, out var length) is OperationStatus.Done;
            if (Decides(valid ? rune.Value : after[0], table, cleaned, out var cased))
            {
                return cased;
            }

            after = after[length..];
        }

        return false;
    }

    private static bool Decides(int codePoint, UnicodeTable table, bool cleaned, out bool cased)
    {
        var traits = table.Traits(codePoint);
        cased = (traits & CodePointTraits.Cased) != 0;
        var passed = CodePointTraits.CaseIgnorable | (cleaned ? CodePointTraits.Removed : CodePointTraits.None);
        return (traits & passed) == 0;
    }
}
