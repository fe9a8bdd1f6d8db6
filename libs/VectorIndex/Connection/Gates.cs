using System.Collections.Concurrent;

namespace Kale.VectorIndex.Connection;

/// <summary>One action at a time per name.</summary>
internal sealed class Gates
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = new();

    public async Task<T> RunAsync<T>(string name, Func<Task<T>> action, CancellationToken cancellation)
    {
        var gate = _gates.GetOrAdd(name, _ => new SemaphoreSlim(1));
        await gate.WaitAsync(cancellation);
        try
        {
            return await action();
        }
        finally
        {
            gate.Release();
        }
    }
}
