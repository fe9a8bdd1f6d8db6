using Kale.LocalQdrant.Points;

namespace Kale.LocalQdrant.Storage;

/// <summary>
/// The files of one collection, in a directory of its own. <c>N.log</c> holds changes; at times a base takes the place
/// of the logs: <c>N.base</c> holds every point as logs 1..N left it, so base N and the logs after N are the whole
/// truth, whatever else lies about. A base is written aside and renamed when it is complete.
/// </summary>
internal sealed class CollectionFiles(string directory)
{
    private const string LogSuffix = ".log";
    private const string BaseSuffix = ".base";

    public string LogPath(int number) => Path.Combine(directory, $"{number:D8}{LogSuffix}");

    public string BasePath(int number) => Path.Combine(directory, $"{number:D8}{BaseSuffix}");

    /// <summary>Makes the directory with an empty first log.</summary>
    public AppendLog Create()
    {
        Directory.CreateDirectory(directory);
        Disk.SyncDirectory(Path.GetDirectoryName(directory)!);
        return AppendLog.Create(LogPath(1));
    }

    /// <summary>Reads everything back into <paramref name="table"/>.</summary>
    /// <returns>The log to append to, its number, and how many bytes of a torn end were cut off.</returns>
    /// <exception cref="LocalQdrantException">A file is missing or damaged; nothing was changed.</exception>
    public (AppendLog Log, int Number, long Torn) Recover(PointTable table)
    {
        var first = Numbers(BaseSuffix).DefaultIfEmpty(0).Max();
        if (first > 0)
            BaseFile.Read(BasePath(first), table);
        var last = Numbers(LogSuffix).DefaultIfEmpty(0).Max();
        if (last <= first)
            throw LocalQdrantException.Damaged(LogPath(first + 1), 0, "it is missing");
        for (var number = first + 1; number < last; number++)
            LogRecovery.ReadSealed(LogPath(number), table);
        var (log, torn) = LogRecovery.ReadLast(LogPath(last), table);
        RemoveBefore(first);
        return (log, last, torn);
    }

    /// <summary>Bytes on disk beside the log with this number.</summary>
    public long BytesBefore(int log) => Directory.EnumerateFiles(directory)
        .Where(file => file != LogPath(log))
        .Sum(file => new FileInfo(file).Length);

    /// <summary>Removes what base <paramref name="number"/> has replaced, and what was left half written.</summary>
    public void RemoveBefore(int number)
    {
        var replaced = Numbers(LogSuffix).Where(log => log <= number).Select(LogPath)
            .Concat(Numbers(BaseSuffix).Where(other => other < number).Select(BasePath))
            .Concat(Directory.EnumerateFiles(directory, "*.tmp"));
        foreach (var path in replaced.ToList())
            File.Delete(path);
    }

    private IEnumerable<int> Numbers(string suffix) => Directory.EnumerateFiles(directory, "*" + suffix)
        .Select(path => int.TryParse(Path.GetFileNameWithoutExtension(path), out var number) ? number : 0)
        .Where(number => number > 0);
}
