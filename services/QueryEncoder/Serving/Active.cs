namespace Kale.QueryEncoder.Serving;

/// <summary>
/// The models that answer now. A swap is one exchange of a reference: calls that began finish on the snapshot they
/// hold, calls that begin get the new one, and none waits.
/// </summary>
internal sealed class Active<TModel>
    where TModel : class, IAsyncDisposable
{
    private Roster<TModel> _roster = Roster<TModel>.Empty;

    /// <summary>What answers now, without a hold on it.</summary>
    public Roster<TModel> Roster => Volatile.Read(ref _roster);

    /// <summary>
    /// Holds the active snapshot, or a bundle's, until the lease is disposed; null when it is not loaded.
    /// </summary>
    public Lease<TModel>? TryLease(string bundleId = "")
    {
        while (true)
        {
            var roster = Roster;
            if (roster.Find(bundleId) is not { } snapshot)
                return null;
            if (snapshot.TryHold())
                return new Lease<TModel>(snapshot, roster.Generation);
        }
    }

    /// <summary>Lets the next roster answer from now on, and lets go of the models that are in it no more.</summary>
    /// <returns>Those: a <see cref="Snapshot{TModel}.Retired"/> says when its calls have ended.</returns>
    public IReadOnlyList<Snapshot<TModel>> Swap(Roster<TModel> next)
    {
        var before = Interlocked.Exchange(ref _roster, next);
        var gone = before.Loaded.Values.Where(snapshot => !next.Loaded.ContainsValue(snapshot)).ToList();
        gone.ForEach(snapshot => snapshot.Release());
        return gone;
    }
}
