using Kale.Bundles;

namespace Kale.QueryEncoder.Serving;

/// <summary>
/// A loaded model with its name, unchanging. It lives while it is active or while a call works on it: the last to let
/// go disposes the model.
/// </summary>
internal sealed class Snapshot<TModel>(TModel model, BundleManifest manifest)
    where TModel : class, IAsyncDisposable
{
    private readonly TaskCompletionSource _retired = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _holders = 1;

    public TModel Model => model;

    public BundleManifest Manifest => manifest;

    /// <summary>Completes when nobody holds it any more and the model is disposed.</summary>
    public Task Retired => _retired.Task;

    /// <summary>False when it was let go by all already.</summary>
    public bool TryHold()
    {
        for (var holders = Volatile.Read(ref _holders); holders > 0;)
        {
            var seen = Interlocked.CompareExchange(ref _holders, holders + 1, holders);
            if (seen == holders)
                return true;
            holders = seen;
        }

        return false;
    }

    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
            _ = RetireAsync();
    }

    private async Task RetireAsync()
    {
        try
        {
            // Releasing is the last step of a call; the queue's end is not the caller's to wait for.
            await Task.Yield();
            await model.DisposeAsync();
            _retired.SetResult();
        }
        catch (Exception exception)
        {
            _retired.SetException(exception);
        }
    }
}
