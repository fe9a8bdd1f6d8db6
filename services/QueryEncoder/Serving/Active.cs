namespace Kale.QueryEncoder.Serving;

/// <summary>
/// The model that answers now. A swap is one exchange of a reference: calls that began finish on the snapshot they hold,
/// calls that begin get the new one, and none waits.
/// </summary>
internal sealed class Active<TModel>
    where TModel : class, IAsyncDisposable
{
    private Snapshot<TModel>? _current;

    /// <summary>The snapshot that answers now, without a hold on it; null when none is loaded.</summary>
    public Snapshot<TModel>? Current => Volatile.Read(ref _current);

    /// <summary>Holds the present snapshot until the lease is disposed; null when none is loaded.</summary>
    public Lease<TModel>? TryLease()
    {
        while (Volatile.Read(ref _current) is { } snapshot)
        {
            if (snapshot.TryHold())
                return new Lease<TModel>(snapshot);
        }

        return null;
    }

    /// <summary>Lets the next snapshot answer from now on (null: none).</summary>
    /// <returns>The one before, already let go: its <see cref="Snapshot{TModel}.Retired"/> says when its calls have ended.</returns>
    public Snapshot<TModel>? Swap(Snapshot<TModel>? next)
    {
        var before = Interlocked.Exchange(ref _current, next);
        before?.Release();
        return before;
    }
}
