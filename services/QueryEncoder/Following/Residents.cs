using System.Collections.Immutable;
using Kale.Encoding;
using Kale.QueryEncoder.Serving;
using Kale.Rollouts.Fleet;

namespace Kale.QueryEncoder.Following;

/// <summary>
/// The bundles of this replica: which are wanted, which are loaded, which answers. What is wanted changes at once; what
/// answers changes when it is loaded, and until then what answered goes on.
/// </summary>
internal sealed class Residents(ModelState<Encoder> state, Attempts attempts)
{
    private readonly Lock _gate = new();
    private readonly List<Snapshot<Encoder>> _leaving = [];
    private Wanted _wanted = Wanted.Nothing;

    /// <summary>Something that a report tells has changed. Raised outside of locks.</summary>
    public event Action? Changed;

    public Wanted Wanted
    {
        get { lock (_gate) { return _wanted; } }
    }

    /// <summary>Those that are loaded, also those that only wait for their calls to end.</summary>
    public IReadOnlyCollection<Snapshot<Encoder>> InMemory
    {
        get { lock (_gate) { return [.. state.Active.Roster.Loaded.Values, .. _leaving]; } }
    }

    /// <summary>
    /// Takes note of what is wanted from now on; where the active bundle is loaded, it answers when this returns.
    /// </summary>
    public void Follow(Wanted wanted) => Change(() =>
    {
        _wanted = wanted;
        attempts.KeepOnly(wanted);
        return Publish(state.Active.Roster.Loaded);
    });

    /// <summary>The next bundle to load, or how long there is none.</summary>
    public WantedBundle? NextToLoad(out TimeSpan idle)
    {
        lock (_gate)
        {
            var absent = _wanted.Bundles.Where(bundle => !IsLoaded(bundle.BundleId)).ToList();
            idle = absent
                .Select(bundle => attempts.DueIn(bundle.BundleId))
                .DefaultIfEmpty(Timeout.InfiniteTimeSpan)
                .Min();
            return absent.FirstOrDefault(bundle => attempts.DueIn(bundle.BundleId) == TimeSpan.Zero);
        }
    }

    /// <summary>A bundle is verified and warm.</summary>
    public void Loaded(WantedBundle asked, Snapshot<Encoder> snapshot) => Change(() =>
    {
        attempts.Forget(asked.BundleId);
        // The configuration may have given a name.
        _wanted = _wanted with
        {
            Bundles =
            [
                .. _wanted.Bundles.Select(bundle =>
                    bundle == asked ? asked with { BundleId = snapshot.Manifest.Id } : bundle),
            ],
        };
        if (_wanted.Has(snapshot.Manifest.Id))
            return Publish(state.Active.Roster.Loaded.SetItem(snapshot.Manifest.Id, snapshot));
        snapshot.Release();
        return [snapshot];
    });

    /// <summary>A bundle did not load. True when the reason is a new one.</summary>
    public bool Failed(string bundleId, string reason, LoadVerdict verdict)
    {
        var isNew = false;
        Change(() =>
        {
            isNew = attempts.Failed(bundleId, reason, verdict);
            return Publish(state.Active.Roster.Loaded);
        });
        return isNew;
    }

    /// <summary>What a report says of every bundle.</summary>
    public IReadOnlyList<LoadedBundle> Describe()
    {
        lock (_gate)
        {
            var leaving = _leaving
                .Where(snapshot => !_wanted.Has(snapshot.Manifest.Id))
                .DistinctBy(snapshot => snapshot.Manifest.Id)
                .Select(snapshot => Describe(snapshot, "", BundleState.Draining));
            var left = state.Active.Roster.Loaded.Values
                .Where(snapshot => !_wanted.Has(snapshot.Manifest.Id))
                .Select(snapshot => Describe(snapshot, "", BundleState.Ready));
            return [.. _wanted.Bundles.Select(Describe), .. left, .. leaving];
        }
    }

    /// <summary>Lets go of everything; completes when the last call has ended.</summary>
    public Task CloseAsync()
    {
        lock (_gate)
        {
            _wanted = Wanted.Nothing;
            var gone = state.Active.Swap(Roster<Encoder>.Empty).Concat(_leaving);
            return Task.WhenAll(gone.Select(snapshot => snapshot.Retired));
        }
    }

    private void Change(Func<IReadOnlyList<Snapshot<Encoder>>> change)
    {
        IReadOnlyList<Snapshot<Encoder>> gone;
        lock (_gate)
        {
            gone = change();
            _leaving.AddRange(gone);
        }

        foreach (var snapshot in gone)
            _ = ForgetAsync(snapshot);
        Changed?.Invoke();
    }

    private IReadOnlyList<Snapshot<Encoder>> Publish(ImmutableDictionary<string, Snapshot<Encoder>> loaded)
    {
        var before = state.Active.Roster;
        var next = loaded.TryGetValue(_wanted.ActiveId, out var active)
            ? new Roster<Encoder>(active, (ulong)_wanted.Generation, loaded)
            : before with { Loaded = loaded };
        var kept = loaded.RemoveRange(
            loaded.Keys.Where(bundle => !_wanted.Has(bundle) && bundle != next.Active?.Manifest.Id));
        state.Refused = attempts.Refused.ToImmutableDictionary();
        state.Missing = Missing();
        return state.Active.Swap(next with { Loaded = kept });
    }

    private string Missing() => _wanted.ActiveId.Length == 0
        ? "No route is known yet; is it created, and does the state store answer?"
        : $"The bundle '{_wanted.ActiveId}' is not ready: "
            + $"{attempts.Of(_wanted.ActiveId)?.Reason ?? "it is being loaded; try again in a moment."}";

    private async Task ForgetAsync(Snapshot<Encoder> snapshot)
    {
        await snapshot.Retired.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_gate)
        {
            _leaving.Remove(snapshot);
            attempts.TryAllNow();
        }

        Changed?.Invoke();
    }

    private bool IsLoaded(string bundleId) => state.Active.Roster.Loaded.ContainsKey(bundleId);

    private LoadedBundle Describe(WantedBundle wanted)
    {
        if (state.Active.Roster.Loaded.TryGetValue(wanted.BundleId, out var snapshot))
            return Describe(snapshot, wanted.ReleaseId, BundleState.Ready);
        var attempt = attempts.Of(wanted.BundleId);
        return new LoadedBundle(
            wanted.BundleId,
            wanted.ReleaseId,
            attempt is { IsRefusal: true } ? BundleState.Refused : BundleState.Loading,
            attempt?.Reason ?? "",
            0);
    }

    private static LoadedBundle Describe(Snapshot<Encoder> snapshot, string releaseId, BundleState state) =>
        new(snapshot.Manifest.Id, releaseId, state, "", snapshot.Model.Memory.Loaded);
}
