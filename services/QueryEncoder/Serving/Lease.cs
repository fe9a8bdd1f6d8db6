namespace Kale.QueryEncoder.Serving;

/// <summary>A hold on a snapshot for the time of a call.</summary>
internal sealed class Lease<TModel>(Snapshot<TModel> snapshot) : IDisposable
    where TModel : class, IAsyncDisposable
{
    private int _disposed;

    public Snapshot<TModel> Snapshot => snapshot;

    public TModel Model => snapshot.Model;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
            snapshot.Release();
    }
}
