namespace Kale.Storage.Logs;

/// <summary>Applies a record to what the log is of, in the order they were appended.</summary>
/// <param name="content">As it was appended; valid until this returns.</param>
/// <returns>How many changes it holds.</returns>
public delegate int ApplyRecord(ReadOnlySpan<byte> content);

/// <summary>Writes the next changes of a base into a record that was begun.</summary>
/// <returns>How many they are; 0: there are none left.</returns>
public delegate int FillRecord(RecordBuilder record);

/// <summary>
/// A log in a directory of its own that is rewritten at times. <c>N.log</c> holds changes; at times a base takes the
/// place of the logs: <c>N.base</c> holds everything as logs 1..N left it, so base N and the logs after N are the whole
/// truth, whatever else lies about. A base is written aside and renamed when it is complete.
/// </summary>
public sealed class CompactedLog : IDisposable
{
    private const string LogSuffix = ".log";
    private const string BaseSuffix = ".base";

    // What earlier versions called a file that was not whole yet.
    private const string EarlierLeftovers = "*.tmp";
    private readonly string _directory;
    private int _number;
    private long _bytesBefore;

    private CompactedLog(string directory) => _directory = directory;

    /// <summary>The log that changes are appended to.</summary>
    public AppendLog Current { get; private set; } = null!;

    /// <summary>Bytes of all files.</summary>
    public long Bytes => Volatile.Read(ref _bytesBefore) + Current.Length;

    /// <summary>Makes the directory with an empty first log; its names are durable when this returns.</summary>
    /// <exception cref="LogException">There is no room.</exception>
    public static CompactedLog Create(string directory)
    {
        Directory.CreateDirectory(directory);
        DurableFile.SyncDirectory(Path.GetDirectoryName(directory)!);
        var logs = new CompactedLog(directory);
        return logs.Continue(AppendLog.Create(logs.LogPath(1)), 1);
    }

    /// <summary>Reads everything back.</summary>
    /// <param name="directory">Where it is.</param>
    /// <param name="apply">Is given every record there is.</param>
    /// <returns>The logs, ready to append to, and how many bytes of a torn end were cut off.</returns>
    /// <exception cref="LogException">A file is missing or damaged; nothing was changed.</exception>
    public static (CompactedLog Log, long Torn) Recover(string directory, ApplyRecord apply)
    {
        var logs = new CompactedLog(directory);
        if (!Directory.Exists(directory))
            throw LogException.Damaged(directory, 0, "it is missing");
        var replaced = logs.Numbers(BaseSuffix).DefaultIfEmpty(0).Max();
        if (replaced > 0)
            RecordFile.ReadBase(logs.BasePath(replaced), apply);
        var last = Math.Max(replaced + 1, logs.Numbers(LogSuffix).DefaultIfEmpty(0).Max());
        for (var number = replaced + 1; number < last; number++)
            LogRecovery.ReadSealed(logs.LogPath(number), apply);
        var (log, torn) = LogRecovery.ReadLast(logs.LogPath(last), apply);
        logs.RemoveReplaced(replaced);
        return (logs.Continue(log, last), torn);
    }

    private string BasePath(int number) => Path.Combine(_directory, $"{number:D8}{BaseSuffix}");

    /// <summary>Ends the current log, all of it durable, and begins the next.</summary>
    /// <returns>The number of the log that was ended.</returns>
    /// <exception cref="LogException">There is no room, or the disk failed.</exception>
    public async Task<int> SealAsync()
    {
        var ended = Current;
        await ended.SealAsync();
        Continue(AppendLog.Create(LogPath(_number + 1)), _number + 1);
        ended.Dispose();
        return _number - 1;
    }

    /// <summary>Writes a base under a temporary name: everything as the logs up to a number left it.</summary>
    /// <param name="number">What <see cref="SealAsync"/> gave.</param>
    /// <param name="fill">
    /// Writes it, some at a time. It may hold changes made since, which are in the logs that follow too; these must be
    /// durable before it counts.
    /// </param>
    /// <exception cref="LogException">There is no room; nothing is left of it.</exception>
    public void WriteBaseAside(int number, FillRecord fill) => RecordFile.WriteBaseAside(BasePath(number), fill);

    /// <summary>Makes a base that was written aside count, and removes what it replaces.</summary>
    /// <param name="number">Of the last log that it replaces.</param>
    public void PutBaseInPlace(int number)
    {
        DurableFile.MoveIntoPlace(BasePath(number));
        RemoveReplaced(number);
        Volatile.Write(ref _bytesBefore, BytesBeforeCurrent());
    }

    /// <summary>Closes the files.</summary>
    public void Dispose() => Current.Dispose();

    private string LogPath(int number) => Path.Combine(_directory, $"{number:D8}{LogSuffix}");

    private CompactedLog Continue(AppendLog log, int number)
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
