namespace Kale.QueryEncoder.Serving;

/// <summary>A hold on a snapshot for the time of a call.</summary>
/// <param name="snapshot">Held.</param>
/// <param name="generation">Of the roster that it was taken from.</param>
internal sealed class Lease<TModel>(Snapshot<TModel> snapshot, ulong generation) : IDisposable
    where TModel : class, IAsyncDisposable
{
    private int _disposed;

    public Snapshot<TModel> Snapshot => snapshot;

    public ulong Generation => generation;

    public TModel Model => snapshot.Model;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
            snapshot.Release();
    }
}
