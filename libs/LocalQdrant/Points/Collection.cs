using Kale.LocalQdrant.Storage;

namespace Kale.LocalQdrant.Points;

/// <summary>
/// One collection: points in memory, changes in files. Writers take turns; a change is appended to the log, applied to
/// memory, and acknowledged once it is durable. Readers see a change whole or not at all.
/// </summary>
internal sealed class Collection : IAsyncDisposable
{
    private readonly PointTable _table;
    private readonly ReaderWriterLockSlim _memory = new();
    private readonly SemaphoreSlim _writers = new(1, 1);
    private readonly RecordBuilder _record = new();
    private readonly ChangeWriter _changes;
    private readonly CollectionFiles _files;
    private readonly CollectionContext _context;
    private readonly CancellationTokenSource _closing = new();
    private Task _compaction = Task.CompletedTask;
    private AppendLog _log;
    private int _logNumber;
    private long _bytesBefore;
    private long _compactAbove;
    private ulong _operations;

    private Collection(
        string name, PointTable table, CollectionFiles files, AppendLog log, int number, CollectionContext context)
    {
        Name = name;
        _table = table;
        _files = files;
        _log = log;
        _logNumber = number;
        _context = context;
        _changes = new ChangeWriter(_record);
        _bytesBefore = files.BytesBefore(number);
    }

    public string Name { get; }

    /// <summary>Makes an empty collection in a new directory.</summary>
    public static Collection Create(string name, string directory, int dimensions, CollectionContext context)
    {
        var files = new CollectionFiles(directory);
        return new Collection(name, new PointTable(dimensions), files, files.Create(), 1, context);
    }

    /// <summary>Reads a collection back from its directory.</summary>
    /// <exception cref="LocalQdrantException">A file is missing or damaged.</exception>
    public static Collection Open(string name, string directory, int dimensions, CollectionContext context)
    {
        var files = new CollectionFiles(directory);
        var table = new PointTable(dimensions);
        var (log, number, torn) = files.Recover(table);
        if (torn > 0)
            Log.TornEndCut(context.Logger, name, torn);
        Log.Opened(context.Logger, name, table.Count);
        context.Memory.Wrote(table.LiveBytes);
        return new Collection(name, table, files, log, number, context);
    }

    /// <summary>Reads points under the lock that writers respect; rows mean nothing after it returns.</summary>
    public T Read<T>(Func<PointTable, T> read)
    {
        _memory.EnterReadLock();
        try
        {
            ThrowIfClosed();
            return read(_table);
        }
        finally
        {
            _memory.ExitReadLock();
        }
    }

    /// <summary>Makes one change of any number of points.</summary>
    /// <param name="change">Writes the change; when it throws, nothing has happened.</param>
    /// <param name="wait">Whether to return only when the change is durable.</param>
    /// <param name="cancellation">Gives up while waiting for its turn, never half way.</param>
    /// <returns>The number of the operation.</returns>
    public async Task<ulong> WriteAsync(Change change, bool wait, CancellationToken cancellation)
    {
        AppendLog log;
        long position;
        ulong operation;
        await _writers.WaitAsync(cancellation);
        try
        {
            ThrowIfClosed();
            log = _log;
            position = Append(change);
            operation = ++_operations;
            StartCompactionIfWorthwhile();
        }
        finally
        {
            _writers.Release();
        }
        var durable = log.CommitAsync(position);
        if (wait)
            await durable;
        else
            _ = ReportFailureAsync(durable);
        return operation;
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _writers.WaitAsync();
        try
        {
            await _compaction;
            await _log.CommitAsync(_log.Length);
        }
        catch (LocalQdrantException e)
        {
            Log.UnawaitedWriteFailed(_context.Logger, Name, e.Message);
        }
        finally
        {
            Close();
        }
    }

    private void Close()
    {
        _memory.EnterWriteLock();
        _log.Dispose();
        _memory.ExitWriteLock();
        _writers.Release();
    }

    private long Append(Change change)
    {
        _changes.Begin();
        change(_table, _changes);
        if (_changes.Count == 0)
            return _log.Length;
        var position = _log.Append(_record);
        _memory.EnterWriteLock();
        try
        {
            ChangeReader.Apply(_record.Body[1..], _table);
            _context.Memory.Wrote(_record.BodyBytes);
        }
        finally
        {
            _memory.ExitWriteLock();
        }
        return position;
    }

    private void StartCompactionIfWorthwhile()
    {
        var bytes = _bytesBefore + _log.Length;
        if (_compaction.IsCompleted && bytes > Math.Max(_compactAbove, 2 * _table.LiveBytes + _context.SlackBytes))
            _compaction = Task.Run(CompactAsync);
    }

    private async Task CompactAsync()
    {
        var before = _bytesBefore + _log.Length;
        try
        {
            var (number, keys) = await SealLogAsync();
            new BaseWriter(keys, this, _closing.Token).WriteAside(_files.BasePath(number));
            // The base may hold changes made while it was written; they must be in the log before it counts.
            await _log.CommitAsync(_log.Length);
            Disk.MoveIntoPlace(_files.BasePath(number));
            _files.RemoveBefore(number);
            _compactAbove = 0;
        }
        catch (Exception e) when (e is LocalQdrantException or IOException)
        {
            Log.NotCompacted(_context.Logger, Name, e.Message);
            _compactAbove = before + _context.SlackBytes;
            return;
        }
        catch (OperationCanceledException)
        {
            return; // the server stops; what was written aside is removed at the next start
        }
        _bytesBefore = _files.BytesBefore(_logNumber);
        Log.Compacted(_context.Logger, Name, before, _bytesBefore);
    }

    private async Task<(int Number, PointKey[] Keys)> SealLogAsync()
    {
        await _writers.WaitAsync(_closing.Token);
        try
        {
            await _log.CommitAsync(_log.Length);
            var next = AppendLog.Create(_files.LogPath(_logNumber + 1));
            _log.Dispose();
            _log = next;
            return (_logNumber++, _table.Keys.ToArray());
        }
        finally
        {
            _writers.Release();
        }
    }

    private async Task ReportFailureAsync(Task durable)
    {
        try
        {
            await durable;
        }
        catch (LocalQdrantException e)
        {
            Log.UnawaitedWriteFailed(_context.Logger, Name, e.Message);
        }
    }

    private void ThrowIfClosed()
    {
        if (_closing.IsCancellationRequested)
            throw LocalQdrantException.NotFound($"Collection `{Name}` was deleted or its server is stopping");
    }
}
