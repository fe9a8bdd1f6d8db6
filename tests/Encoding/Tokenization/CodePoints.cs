using System.Collections;
using System.Globalization;
using System.Text;
using Kale.Encoding.Tokenization.Unicode;

namespace Kale.Encoding.Tests.Tokenization;

/// <summary>
/// Code points that can be compared: all where node has the Unicode version of our table, else those that both have
/// known for long enough.
/// </summary>
internal static class CodePoints
{
    private static readonly Lazy<BitArray> Comparable = new(FindComparable);

    public static bool IsComparable(int codePoint) => Comparable.Value[codePoint];

    /// <summary>The code point as text, unpaired surrogates too; 'x' for one that cannot be compared.</summary>
    public static string ToText(int codePoint) =>
        !IsComparable(codePoint) ? "x"
        : Rune.IsValid(codePoint) ? char.ConvertFromUtf32(codePoint)
        : ((char)codePoint).ToString();

    /// <summary>a?b for the code points of the BMP and the first supplementary plane.</summary>
    public static IEnumerable<string> BetweenLetters() => Enumerable.Range(0, 0x20000).Select(c => $"a{ToText(c)}b");

    private static BitArray FindComparable()
    {
        var fields = new ReferenceTokenizer().DescribeUnicode().Run()[0].Split(' ');
        var comparable = new BitArray(0x110000, true);
        if (fields[0] == UnicodeTable.Default.Version)
        {
            return comparable;
        }

        foreach (var range in fields.Skip(1).Select(field => field.Split('-').Select(int.Parse).ToArray()))
        {
            Enumerable.Range(range[0], range[1] - range[0] + 1).ToList().ForEach(c => comparable[c] = false);
        }

        var unknown = Enumerable.Range(0, comparable.Length)
            .Where(c => CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.OtherNotAssigned);
        unknown.ToList().ForEach(c => comparable[c] = false);
        return comparable;
    }
}
