using Google.Protobuf.WellKnownTypes;

namespace Kale.Cli.Corpora;

/// <summary>A folder of Markdown and text files: one document a file, its id the path below the folder.</summary>
internal static class TextFolder
{
    private static readonly string[] Extensions = [".md", ".markdown", ".txt"];

    public static IReadOnlyList<string> Files(string directory) =>
    [
        .. Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories)
            .Where(file => Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal),
    ];

    public static IEnumerable<CorpusDocument> Read(string directory, IReadOnlyList<string> files)
    {
        foreach (var file in files)
        {
            var text = Utf8Lines.ReadAll(file);
            if (string.IsNullOrWhiteSpace(text)) { continue; }
            var id = Path.GetRelativePath(directory, file).Replace('\\', '/');
            yield return new CorpusDocument(id, Title(text), text, PathPayload(id));
        }
    }

    // The first Markdown heading; it is not taken out of the text.
    private static string Title(string text)
    {
        var heading = text.Split('\n').FirstOrDefault(line => line.StartsWith("# ", StringComparison.Ordinal));
        return heading is null ? "" : heading[2..].Trim();
    }

    private static Struct PathPayload(string id)
    {
        var payload = new Struct();
        payload.Fields["path"] = Value.ForString(id);
        return payload;
    }
}
