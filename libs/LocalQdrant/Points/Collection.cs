using Kale.Storage.Logs;

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
    private readonly CompactedLog _logs;
    private readonly Compaction _compaction;
    private readonly CollectionContext _context;
    private readonly CancellationTokenSource _closing = new();
    private ulong _operations;

    private Collection(string name, PointTable table, CompactedLog logs, CollectionContext context)
    {
        Name = name;
        _table = table;
        _logs = logs;
        _context = context;
        _changes = new ChangeWriter(_record);
        _compaction = new Compaction(this, logs, context, _closing.Token);
    }

    public string Name { get; }

    /// <summary>Makes an empty collection in a new directory.</summary>
    /// <exception cref="LocalQdrantException">The disk is full.</exception>
    public static Collection Create(string name, string directory, int dimensions, CollectionContext context)
    {
        try
        {
            return new(name, new PointTable(dimensions), CompactedLog.Create(directory), context);
        }
        catch (LogException e)
        {
            throw LocalQdrantException.Of(e);
        }
    }

    /// <summary>Reads a collection back from its directory.</summary>
    /// <exception cref="LocalQdrantException">A file is missing or damaged.</exception>
    public static Collection Open(string name, string directory, int dimensions, CollectionContext context)
    {
        var table = new PointTable(dimensions);
        var (logs, torn) = Recover(directory, table);
        if (torn > 0)
            Log.TornEndCut(context.Logger, name, torn);
        Log.Opened(context.Logger, name, table.Count);
        context.Memory.Wrote(table.LiveBytes);
        return new Collection(name, table, logs, context);
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

    /// <summary>Reads points for a search, of which the collection's memory takes heed.</summary>
    public T Search<T>(Func<PointTable, T> search)
    {
        _context.Memory.Searched();
        return Read(search);
    }

    /// <summary>Makes one change of any number of points.</summary>
    /// <param name="change">Writes the change; when it throws, nothing has happened.</param>
    /// <param name="wait">Whether to return only when the change is durable.</param>
    /// <param name="cancellation">Gives up while waiting for its turn, never half way.</param>
    /// <returns>The number of the operation.</returns>
    public async Task<ulong> WriteAsync(Change change, bool wait, CancellationToken cancellation)
    {
        try
        {
            var (log, position, operation) = await InTurnAsync(() =>
            {
                var end = Append(change);
                _compaction.StartIfWorthwhile(_table.LiveBytes);
                return (_logs.Current, end, ++_operations);
            }, cancellation);
            if (wait)
                await log.CommitAsync(position);
            else
                _ = Task.Run(() => CommitUnawaitedAsync(log, position), CancellationToken.None);
            return operation;
        }
        catch (LogException e)
        {
            throw LocalQdrantException.Of(e);
        }
    }

    /// <summary>Begins a new log, so that the ones before it can be replaced by a base.</summary>
    /// <returns>The number the base will have, and the keys of the points it must hold.</returns>
    public async Task<(int Number, PointKey[] Keys)> SealAsync(CancellationToken cancellation)
    {
        await _writers.WaitAsync(cancellation);
        try
        {
            return (await _logs.SealAsync(), _table.Keys());
        }
        finally
        {
            _writers.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _compaction.Finished;
        await _writers.WaitAsync();
        await CommitUnawaitedAsync(_logs.Current, _logs.Current.Length);
        _memory.EnterWriteLock();
        _logs.Dispose();
        _memory.ExitWriteLock();
        _writers.Release();
    }

    private static (CompactedLog Log, long Torn) Recover(string directory, PointTable table)
    {
        try
        {
            return CompactedLog.Recover(directory, changes => ChangeReader.Apply(changes, table));
        }
        catch (LogException e)
        {
            throw LocalQdrantException.Of(e);
        }
    }

    private async Task<T> InTurnAsync<T>(Func<T> write, CancellationToken cancellation)
    {
        await _writers.WaitAsync(cancellation);
        try
        {
            ThrowIfClosed();
            return write();
        }
        finally
        {
            _writers.Release();
        }
    }

    private long Append(Change change)
    {
        _changes.Begin();
        change(_table, _changes);
        if (_changes.Count == 0)
            return _logs.Current.Length;
        var position = _logs.Current.Append(_record);
        _memory.EnterWriteLock();
        try
        {
            ChangeReader.Apply(_record.Content, _table);
        }
        finally
        {
            _memory.ExitWriteLock();
        }
        _context.Memory.Wrote(_record.Content.Length);
        return position;
    }

    private async Task CommitUnawaitedAsync(AppendLog log, long position)
    {
        try
        {
            await log.CommitAsync(position);
        }
        catch (LogException e)
        {
            Log.UnawaitedWriteFailed(_context.Logger, Name, LocalQdrantException.Of(e).Message);
        }
    }

    private void ThrowIfClosed()
    {
        if (_closing.IsCancellationRequested)
            throw LocalQdrantException.NotFound($"Collection `{Name}` was deleted or its server is stopping");
    }
}
