namespace Kale.Retrieval.Tests;

/// <summary>A text as the lines of a file.</summary>
internal static class Lines
{
    public static IEnumerable<(int Number, string Line)> Of(string text) =>
        text.Split('\n').Index().Select(entry => (entry.Index + 1, entry.Item));
}
