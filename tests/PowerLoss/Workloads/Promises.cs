namespace Kale.PowerLoss.Tests.Workloads;

/// <summary>Lines by which a workload says what it has promised: words with spaces between.</summary>
internal static class Promises
{
    public static void Say(params object[] words) => Console.WriteLine(string.Join(' ', words));

    /// <summary>The rest of the words of every line that begins with this one, in their order.</summary>
    public static IEnumerable<string[]> Of(this IEnumerable<string> said, string first) =>
        said.Select(line => line.Split(' ')).Where(words => words[0] == first).Select(words => words[1..]);
}
