using Kale.LocalQdrant.Points;
using Kale.Storage;

namespace Kale.LocalQdrant.Storage;

/// <summary>
/// The files of one collection, in a directory of its own. <c>N.log</c> holds changes; at times a base takes the place
/// of the logs: <c>N.base</c> holds every point as logs 1..N left it, so base N and the logs after N are the whole
/// truth, whatever else lies about. A base is written aside and renamed when it is complete.
/// </summary>
internal sealed class CollectionLogs : IDisposable
{
    private const string LogSuffix = ".log";
    private const string BaseSuffix = ".base";

    // What earlier versions called a file that was not whole yet.
    private const string EarlierLeftovers = "*.tmp";
    private readonly string _directory;
    private int _number;
    private long _bytesBefore;

    private CollectionLogs(string directory) => _directory = directory;

    /// <summary>The log that changes are appended to.</summary>
    public AppendLog Current { get; private set; } = null!;

    /// <summary>Bytes of all files.</summary>
    public long Bytes => Volatile.Read(ref _bytesBefore) + Current.Length;

    /// <summary>Makes the directory with an empty first log.</summary>
    public static CollectionLogs Create(string directory)
    {
        Directory.CreateDirectory(directory);
        DurableFile.SyncDirectory(Path.GetDirectoryName(directory)!);
        var logs = new CollectionLogs(directory);
        return logs.Continue(AppendLog.Create(logs.LogPath(1)), 1);
    }

    /// <summary>Reads everything back into <paramref name="table"/>.</summary>
    /// <returns>The logs, ready to append to, and how many bytes of a torn end were cut off.</returns>
    /// <exception cref="LocalQdrantException">A file is missing or damaged; nothing was changed.</exception>
    public static (CollectionLogs Logs, long Torn) Recover(string directory, PointTable table)
    {
        var logs = new CollectionLogs(directory);
        if (!Directory.Exists(directory))
            throw LocalQdrantException.Damaged(directory, 0, "it is missing");
        var replaced = logs.Numbers(BaseSuffix).DefaultIfEmpty(0).Max();
        if (replaced > 0)
            BaseFile.Read(logs.BasePath(replaced), table);
        var last = Math.Max(replaced + 1, logs.Numbers(LogSuffix).DefaultIfEmpty(0).Max());
        for (var number = replaced + 1; number < last; number++)
            LogRecovery.ReadSealed(logs.LogPath(number), table);
        var (log, torn) = LogRecovery.ReadLast(logs.LogPath(last), table);
        logs.RemoveReplaced(replaced);
        return (logs.Continue(log, last), torn);
    }

    public string BasePath(int number) => Path.Combine(_directory, $"{number:D8}{BaseSuffix}");

    /// <summary>Ends the current log, all of it durable, and begins the next.</summary>
    /// <returns>The number of the log that was ended.</returns>
    public async Task<int> SealAsync()
    {
        var ended = Current;
        await ended.SealAsync();
        Continue(AppendLog.Create(LogPath(_number + 1)), _number + 1);
        ended.Dispose();
        return _number - 1;
    }

    /// <summary>Makes a base that was written aside count, and removes what it replaces.</summary>
    public void PutBaseInPlace(int number)
    {
        DurableFile.MoveIntoPlace(BasePath(number));
        RemoveReplaced(number);
        Volatile.Write(ref _bytesBefore, BytesBeforeCurrent());
    }

    public void Dispose() => Current.Dispose();

    private string LogPath(int number) => Path.Combine(_directory, $"{number:D8}{LogSuffix}");

    private CollectionLogs Continue(AppendLog log, int number)
    {
        Current = log;
        _number = number;
        Volatile.Write(ref _bytesBefore, BytesBeforeCurrent());
        return this;
    }

    private long BytesBeforeCurrent() => Directory.EnumerateFiles(_directory)
        .Where(file => file != LogPath(_number))
        .Sum(file => new FileInfo(file).Length);

    private void RemoveReplaced(int number)
    {
        var replaced = Numbers(LogSuffix).Where(log => log <= number).Select(LogPath)
            .Concat(Numbers(BaseSuffix).Where(other => other < number).Select(BasePath))
            .Concat(Directory.EnumerateFiles(_directory, DurableFile.LeftoverPattern))
            .Concat(Directory.EnumerateFiles(_directory, EarlierLeftovers));
        foreach (var path in replaced.ToList())
            File.Delete(path);
    }

    private IEnumerable<int> Numbers(string suffix) => Directory.EnumerateFiles(_directory, "*" + suffix)
        .Select(path => int.TryParse(Path.GetFileNameWithoutExtension(path), out var number) ? number : 0)
        .Where(number => number > 0);
}
