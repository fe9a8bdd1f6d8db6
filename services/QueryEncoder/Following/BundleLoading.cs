using Kale.Bundles;
using Kale.Encoding;
using Kale.QueryEncoder.Serving;
using Kale.ServiceDefaults.Health;
using Kale.ServiceDefaults.Hosting;
using Kale.V1;

namespace Kale.QueryEncoder.Following;

/// <summary>
/// Loads wanted bundles one after the other beside those that serve: fetched if the store lacks them, every file's hash
/// checked, the space's probes reproduced, warm. One that fails is reported and tried again later.
/// </summary>
internal sealed class BundleLoading(
    Residents residents, BundleFetch bundles, ModelLoading models, MemoryBudget budget, ModelState<Encoder> state,
    HealthRegistry health, FollowingInstruments instruments, TimeProvider time, ILogger<BundleLoading> logger)
    : BackgroundLoop(time, logger)
{
    private readonly Wake _wake = new(time);
    private IReadOnlySet<string> _healthy = new HashSet<string>();

    /// <summary>
    /// The web server, registered last, has stopped by now: no call is left to wait for but those it gave up on.
    /// </summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await residents.CloseAsync().WaitAsync(cancellationToken);
    }

    protected override Task BeginAsync(CancellationToken cancellation)
    {
        residents.Changed += _wake.Signal;
        return Task.CompletedTask;
    }

    protected override async Task<bool> RoundAsync(CancellationToken cancellation)
    {
        ShowHealth();
        if (residents.NextToLoad(out var idle) is { } next)
            await LoadAsync(next, cancellation);
        else
            await _wake.WaitAsync(idle, cancellation);
        return true;
    }

    private async Task LoadAsync(WantedBundle wanted, CancellationToken stop)
    {
        using var unwanted = new UnwantedToken(residents, wanted.BundleId, stop);
        var started = Time.GetTimestamp();
        try
        {
            var bundle = await bundles.OpenAsync(wanted.BundleId, unwanted.Token);
            var snapshot = await Task.Run(() => Load(bundle), stop);
            residents.Loaded(wanted, snapshot);
            Log.Loaded(Logger, bundle.Manifest.Name, bundle.Id, Time.GetElapsedTime(started).TotalMilliseconds);
            instruments.Loaded();
        }
        catch (OperationCanceledException) when (unwanted.Token.IsCancellationRequested)
        {
            Log.NoLongerWanted(Logger, wanted.BundleId);
        }
        catch (Exception error) when (!stop.IsCancellationRequested)
        {
            Failed(wanted.BundleId, error);
        }
    }

    private Snapshot<Encoder> Load(Bundle bundle)
    {
        RequireSpace(bundle.Manifest);
        budget.Require(bundle, residents.InMemory);
        return models.LoadEncoder(bundle, beside: state.Active.Roster.Active is not null);
    }

    private void RequireSpace(BundleManifest manifest)
    {
        if (residents.Wanted.SpaceId is { } space && manifest.SpaceId != space)
        {
            throw new BundleException(
                BundleError.SpaceMismatch,
                $"{manifest.Id} speaks {manifest.SpaceId}, but the route's space is {space}. "
                + "Its vectors must never meet the route's collections.");
        }
    }

    private void Failed(string bundleId, Exception error)
    {
        var verdict = LoadFailures.VerdictOn(error);
        var reason = LoadFailures.Words(error);
        if (!residents.Failed(bundleId, reason, verdict))
            return;
        if (verdict == LoadVerdict.Refused)
            Log.CandidateRefused(Logger, bundleId, reason, reason == error.Message ? null : error);
        else
            Log.WaitingForBundle(Logger, bundleId, reason);
        instruments.Failed(waits: verdict != LoadVerdict.Refused);
    }

    private void ShowHealth()
    {
        var roster = state.Active.Roster;
        var loaded = roster.Loaded.Keys.ToHashSet();
        foreach (var bundle in loaded.Except(_healthy))
            health.Set(bundle, serving: true);
        foreach (var bundle in _healthy.Except(loaded))
            health.Remove(bundle);
        _healthy = loaded;
        if (roster.Active is not null)
            health.Set(QueryEncoding.Descriptor.FullName, serving: true);
    }
}
