using Kale.Corpora.Sources;
using Kale.Storage;

namespace Kale.Corpora.Documents;

/// <summary>
/// The text files below a folder. Links to folders are followed once what is in the folder itself is known, and none of
/// them to where the walk was already: each folder is read once, and no circle is gone round.
/// </summary>
internal sealed class FolderWalk
{
    private static readonly string[] s_texts = [".md", ".markdown", ".txt"];
    private static readonly EnumerationOptions s_everything =
        new() { AttributesToSkip = 0, IgnoreInaccessible = false, ReturnSpecialDirectories = false };

    private readonly string _root;
    private readonly string _realRoot;
    private readonly List<string> _files = [];
    private readonly List<CorpusEntry> _remarks = [];
    private readonly SortedDictionary<string, int> _others = new(StringComparer.Ordinal);
    private readonly HashSet<string> _walked = new(StringComparer.Ordinal);
    private readonly Queue<(string Path, string Real)> _folders = new();
    private readonly PriorityQueue<string, string> _links = new(StringComparer.Ordinal);

    private FolderWalk(string root) => (_root, _realRoot) = (root, RealPath.Of(Path.GetFullPath(root)));

    /// <summary>Paths, in the order of their bytes.</summary>
    public IReadOnlyList<string> Files => _files;

    /// <summary>What is not read, and why.</summary>
    public IReadOnlyList<CorpusEntry> Remarks => _remarks;

    /// <exception cref="IOException">The folder itself cannot be listed.</exception>
    public static FolderWalk Of(string root)
    {
        var walk = new FolderWalk(root);
        walk.Run();
        walk._files.Sort(StringComparer.Ordinal);
        walk.RemarkOthers();
        return walk;
    }

    private void Run()
    {
        Enter(_root, _realRoot);
        do
        {
            while (_folders.TryDequeue(out var folder))
                List(folder.Path, folder.Real);
            if (_links.TryDequeue(out var link, out _))
                Follow(link);
        }
        while (_folders.Count + _links.Count > 0);
    }

    private void Enter(string path, string real)
    {
        if (_walked.Add(real))
            _folders.Enqueue((path, real));
    }

    private void List(string folder, string real)
    {
        try
        {
            foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", s_everything))
                Take(entry, Path.Combine(folder, entry.Name), Path.Combine(real, entry.Name));
        }
        catch (UnauthorizedAccessException) when (folder != _root)
        {
            _remarks.Add(CorpusEntry.Flaw(
                new CorpusException(folder, "the folder cannot be listed: access is denied")));
        }
        catch (DirectoryNotFoundException) when (folder != _root)
        {
            _remarks.Add(CorpusEntry.Note(folder, "the folder is gone"));
        }
    }

    private void Take(FileSystemInfo entry, string path, string real)
    {
        if (entry.LinkTarget is not null)
            _links.Enqueue(path, path);
        else if (entry is DirectoryInfo)
            Enter(path, real);
        else
            TakeFile(path);
    }

    private void TakeFile(string path)
    {
        var ending = Path.GetExtension(PackedFile.WithoutEnding(Path.GetFileName(path)));
        if (!s_texts.Contains(ending, StringComparer.OrdinalIgnoreCase))
        {
            var kind = ending.Length > 0 ? ending.ToLowerInvariant() : "without an ending";
            _others[kind] = _others.GetValueOrDefault(kind) + 1;
        }
        else if (PlainFile.Oddity(path) is { } oddity)
        {
            _remarks.Add(CorpusEntry.Note(path, $"it is {oddity} and no file; not read"));
        }
        else
        {
            _files.Add(path);
        }
    }

    private void Follow(string link)
    {
        if (!TryResolve(link, out var real))
            _remarks.Add(CorpusEntry.Note(link, "the link leads nowhere; not read"));
        else if (!Directory.Exists(real))
            TakeFile(link);
        else if (RealPath.IsWithin(_realRoot, real) || _walked.Contains(real))
            _remarks.Add(CorpusEntry.Note(link, "the link leads to a folder that is read anyway; not followed"));
        else
            Enter(link, real);
    }

    private static bool TryResolve(string link, out string real)
    {
        try
        {
            real = RealPath.Of(Path.GetFullPath(link));
            return Path.Exists(real);
        }
        catch (IOException)
        {
            real = "";
            return false;
        }
    }

    private void RemarkOthers()
    {
        if (_others.Count == 0)
            return;
        var kinds = string.Join(", ", _others.Select(kind => $"{kind.Value} {kind.Key}"));
        _remarks.Add(CorpusEntry.Note(_root, $"files that are no text by their names are not read: {kinds}"));
    }
}
