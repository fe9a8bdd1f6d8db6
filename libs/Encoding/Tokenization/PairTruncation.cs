namespace Kale.Encoding.Tokenization;

/// <summary>How much of two texts fits into one input.</summary>
internal static class PairTruncation
{
    /// <summary>Hugging Face tokenizers' <c>longest_first</c>: the lengths kept of both.</summary>
    public static (int First, int Second) LongestFirst(int first, int second, int room)
    {
        if (first > second)
        {
            var (kept, other) = LongestFirst(second, first, room);
            return (other, kept);
        }

        return first + second <= room ? (first, second)
            : first <= room / 2 ? (first, room - first)
            : (room / 2, room - (room / 2));
    }
}
