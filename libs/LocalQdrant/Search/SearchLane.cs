namespace Kale.LocalQdrant.Search;

/// <summary>
/// Searches on threads of their own, as many as cores. A search keeps its core busy for milliseconds; on the thread
/// pool a few dozen of them would be what every other call of the process waits for, its health included. A search
/// whose caller has left by its turn is not begun; with too many waiting the next is refused.
/// </summary>
internal sealed class SearchLane : IDisposable
{
    /// <summary>Far more than are answered in a second, and little memory.</summary>
    private const int MaxWaiting = 1024;

    private readonly object _gate = new();
    private readonly Queue<Action<int>> _waiting = new();
    private readonly int _cores;
    private readonly Thread[] _threads;
    private int _running;
    private bool _closed;

    /// <param name="cores">That searches may use.</param>
    public SearchLane(int cores)
    {
        _cores = cores;
        _threads = [.. Enumerable.Range(0, cores).Select(StartThread)];
    }

    /// <summary>Runs a search in its turn.</summary>
    /// <param name="search">Is told how many cores it may use: all when it is alone.</param>
    /// <param name="cancellation">The caller left.</param>
    /// <exception cref="LocalQdrantException">Too many wait, or the server is stopping.</exception>
    public Task<T> RunAsync<T>(Func<int, T> search, CancellationToken cancellation)
    {
        var promise = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_closed)
                throw LocalQdrantException.Stopping();
            if (_waiting.Count >= MaxWaiting)
                throw LocalQdrantException.Overloaded(_waiting.Count);
            _waiting.Enqueue(cores => Run(search, cores, promise, cancellation));
            Monitor.Pulse(_gate);
        }

        return promise.Task;
    }

    /// <summary>Ends the threads when nothing waits any more.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
        }

        Array.ForEach(_threads, thread => thread.Join());
    }

    private static void Run<T>(
        Func<int, T> search, int cores, TaskCompletionSource<T> promise, CancellationToken cancellation)
    {
        try
        {
            cancellation.ThrowIfCancellationRequested();
            promise.TrySetResult(search(cores));
        }
        catch (Exception error)
        {
            promise.TrySetException(error);
        }
    }

    private Thread StartThread(int number)
    {
        var thread = new Thread(Work) { IsBackground = true, Name = $"search {number}" };
        thread.Start();
        return thread;
    }

    private void Work()
    {
        while (Next() is var (search, cores))
        {
            search(cores);
            lock (_gate)
                _running--;
        }
    }

    /// <summary>Null when closed and nothing waits.</summary>
    private (Action<int> Search, int Cores)? Next()
    {
        lock (_gate)
        {
            while (_waiting.Count == 0)
            {
                if (_closed)
                    return null;
                Monitor.Wait(_gate);
            }

            var search = _waiting.Dequeue();
            _running++;
            return (search, Math.Max(1, _cores / (_running + _waiting.Count)));
        }
    }
}
