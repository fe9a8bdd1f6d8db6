using Microsoft.Win32.SafeHandles;

namespace Kale.Storage.Logs;

/// <summary>
/// A file that changes are appended to. Appending writes; <see cref="CommitAsync"/> makes durable, and callers that
/// wait at the same time share one fsync. After each fsync a record says how far it reached, so that recovery can tell
/// a torn end, which nobody was promised, from damage.
/// </summary>
public sealed class AppendLog : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly uint _salt;
    private readonly Lock _append = new();
    private readonly SemaphoreSlim _syncTurn = new(1, 1);
    private readonly RecordBuilder _marker = new();
    private long _end;
    private long _durable;
    private Exception? _failure;

    private AppendLog(string path, SafeFileHandle file, uint salt, long end)
    {
        Path = path;
        _file = file;
        _salt = salt;
        _end = end;
        _durable = end;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Bytes in the file.</summary>
    public long Length => Volatile.Read(ref _end);

    /// <summary>Starts an empty log, its name durable.</summary>
    internal static AppendLog Create(string path)
    {
        var salt = 0u;
        RecordFile.WriteAside(path, (_, written) => salt = written);
        DurableFile.MoveIntoPlace(path);
        return Open(path, salt, RecordFormat.HeaderBytes);
    }

    /// <summary>Opens a log that recovery found whole up to <paramref name="end"/>; what follows is cut off.</summary>
    internal static AppendLog Open(string path, uint salt, long end)
    {
        var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
        if (RandomAccess.GetLength(file) != end)
            RandomAccess.SetLength(file, end);
        RandomAccess.FlushToDisk(file);
        var log = new AppendLog(path, file, salt, end);
        if (end > RecordFormat.HeaderBytes)
            log.AppendMarker(end);
        return log;
    }

    /// <summary>Writes a record at the end.</summary>
    /// <returns>The position to commit for the record to be durable.</returns>
    /// <exception cref="LogException">The disk is full, and the file as it was; or it failed.</exception>
    public long Append(RecordBuilder record)
    {
        var bytes = record.Complete(_salt);
        lock (_append)
        {
            ThrowIfFailed();
            try
            {
                Write(bytes);
            }
            catch (Exception e) when (IsFull(e))
            {
                throw LogException.Full(Path, e);
            }
            return _end;
        }
    }

    /// <summary>Returns when everything up to <paramref name="position"/> is on disk.</summary>
    /// <param name="position">What <see cref="Append"/> gave.</param>
    /// <exception cref="LogException">The disk failed; the log takes nothing more.</exception>
    public async Task CommitAsync(long position)
    {
        if (Volatile.Read(ref _durable) >= position)
            return;
        await _syncTurn.WaitAsync();
        try
        {
            if (Volatile.Read(ref _durable) < position)
                Sync();
        }
        finally
        {
            _syncTurn.Release();
        }
    }

    /// <summary>
    /// Returns when every byte is on disk. No mark is written behind them any more: a log that another follows is read
    /// to its end, and what was never synced could be missing there.
    /// </summary>
    internal async Task SealAsync()
    {
        await _syncTurn.WaitAsync();
        try
        {
            Flush();
        }
        finally
        {
            _syncTurn.Release();
        }
    }

    /// <summary>Closes the file. Commits that are still asked for must be of what is durable already.</summary>
    public void Dispose() => _file.Dispose();

    private void Sync() => AppendMarker(Flush());

    private long Flush()
    {
        ThrowIfFailed();
        var reached = Length;
        try
        {
            RandomAccess.FlushToDisk(_file);
        }
        catch (IOException e)
        {
            throw Fail(e); // what the kernel dropped is lost to a second fsync too
        }
        Volatile.Write(ref _durable, reached);
        return reached;
    }

    private void AppendMarker(long reached)
    {
        lock (_append)
        {
            DurableMark.Build(_marker, reached);
            try
            {
                Write(_marker.Complete(_salt));
            }
            catch (Exception e) when (IsFull(e))
            {
                // The data is safe; only a more exact report of later damage is missed.
            }
        }
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            RandomAccess.Write(_file, bytes, _end);
            _end += bytes.Length;
        }
        catch (Exception e) when (e is IOException || IsFull(e))
        {
            CutBack();
            if (IsFull(e))
                throw;
            throw Fail(e);
        }
    }

    private void CutBack()
    {
        try
        {
            RandomAccess.SetLength(_file, _end);
        }
        catch (IOException e)
        {
            throw Fail(e);
        }
    }

    private void ThrowIfFailed()
    {
        if (_failure is not null)
            throw Fail(_failure);
    }

    private LogException Fail(Exception cause)
    {
        _failure ??= cause;
        return new LogException(LogError.Failed, Path, _failure.Message, inner: _failure);
    }

    // A file that may not grow (EFBIG) is reported as an argument.
    private static bool IsFull(Exception error) => error is ArgumentOutOfRangeException || DiskSpace.IsFull(error);
}
