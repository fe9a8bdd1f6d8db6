namespace Kale.Corpora.Sources;

/// <summary>Files that may be compressed.</summary>
public static class PackedFile
{
    private static readonly string[] s_endings = ["", ".gz", ".zst"];

    /// <summary>The names that a file may have: its own, and with the endings of compressed files.</summary>
    public static IEnumerable<string> Names(string name) => s_endings.Select(ending => name + ending);

    /// <summary>The first of them that is there; null: none is.</summary>
    public static string? Find(string directory, string name) =>
        Names(name).Select(each => Path.Combine(directory, each)).FirstOrDefault(File.Exists);

    /// <summary>The name without the ending of a compressed file.</summary>
    public static string WithoutEnding(string name)
    {
        var ending = s_endings.FirstOrDefault(
            each => each.Length > 0 && name.EndsWith(each, StringComparison.OrdinalIgnoreCase), "");
        return name[..^ending.Length];
    }
}
