using System.Text.Json;
using Kale.Corpora.Json;
using Kale.Corpora.Sources;

namespace Kale.Corpora.Documents;

/// <summary>
/// A folder of Markdown and text files: one document a file, its id the path below the folder. Files that come while it
/// is read are read too, and those that go are told.
/// </summary>
internal sealed class TextFolder : Corpus
{
    // A folder that is written all the time comes to an end all the same.
    private const int MaxListings = 5;

    private readonly string _directory;
    private readonly FolderWalk _first;

    private TextFolder(string directory, FolderWalk first) => (_directory, _first) = (directory, first);

    public override bool CanRepeat => true;

    public override bool TellsChanges => true;

    /// <summary>Null where it holds no text files.</summary>
    public static TextFolder? Open(string directory)
    {
        var walk = FolderWalk.Of(directory);
        return walk.Files.Count == 0 ? null : new TextFolder(directory, walk);
    }

    public override IEnumerable<CorpusEntry> Read()
    {
        var (seen, remarked) = (new HashSet<string>(), new HashSet<string>());
        for (var listing = 1; listing <= MaxListings; listing++)
        {
            var walk = FolderWalk.Of(_directory);
            foreach (var remark in walk.Remarks.Where(remark => remarked.Add(remark.Place)))
                yield return remark;
            var gone = listing == 1 ? _first.Files.Except(walk.Files) : [];
            foreach (var file in gone)
                yield return CorpusEntry.Note(file, "the file is gone");
            var fresh = walk.Files.Where(seen.Add).ToList();
            foreach (var file in fresh)
                yield return Read(file);
            if (fresh.Count == 0)
                yield break;
            yield return CorpusEntry.Pause(_directory);
        }
    }

    private CorpusEntry Read(string file)
    {
        try
        {
            var text = TextFile.Read(file);
            return string.IsNullOrWhiteSpace(text)
                ? CorpusEntry.Note(file, "the file is empty")
                : CorpusEntry.Of(file, Document(file, text));
        }
        catch (CorpusException error)
        {
            return CorpusEntry.Flaw(error);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return CorpusEntry.Note(file, "the file is gone");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return CorpusEntry.Flaw(
                new CorpusException(file, $"the file cannot be read ({error.Message.TrimEnd('.')})"));
        }
    }

    private CorpusDocument Document(string file, string text)
    {
        var id = Path.GetRelativePath(_directory, file).Replace('\\', '/');
        return new CorpusDocument(id, Title(text), text, PathPayload(id));
    }

    // The first Markdown heading; it is not taken out of the text.
    private static string Title(string text)
    {
        var heading = text.Split('\n').FirstOrDefault(line => line.StartsWith("# ", StringComparison.Ordinal));
        return heading is null ? "" : heading[2..].Trim();
    }

    private static DocumentPayload PathPayload(string id) =>
        DocumentPayload.Of([KeyValuePair.Create("path", JsonSerializer.SerializeToElement(id))]);
}
