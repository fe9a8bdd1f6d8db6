using Kale.Bundles;
using Kale.Encoding;
using Kale.ServiceDefaults.Health;
using Kale.ServiceDefaults.Hosting;

namespace Kale.QueryEncoder.Serving;

/// <summary>
/// Brings the configured model into service: waits for its bundle, verifies and warms it up, and only then lets it
/// answer. A bundle that cannot be served is reported, not died of: another may take its place under the name.
/// </summary>
internal sealed class ModelLoader<TModel>(
    ModelSlot<TModel> slot, ModelState<TModel> state, BundleSource bundles, HealthRegistry health, TimeProvider time,
    ILogger<ModelLoader<TModel>> logger) : BackgroundLoop(time, logger)
    where TModel : class, IAsyncDisposable
{
    private static readonly TimeSpan s_waiting = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_failing = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The web server, registered last, has stopped by now: no call is left to wait for but those it gave up on.
    /// </summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        foreach (var last in state.Active.Swap(Roster<TModel>.Empty))
            await last.Retired.WaitAsync(cancellationToken);
    }

    protected override async Task<bool> RoundAsync(CancellationToken cancellation)
    {
        if (TryLoad(out var pause))
            return false;
        await Task.Delay(pause, Time, cancellation);
        return true;
    }

    private bool TryLoad(out TimeSpan pause)
    {
        pause = s_waiting;
        try
        {
            Activate(slot.Load(bundles.Open(slot.Bundle)));
            return true;
        }
        catch (BundleException error) when (error.Code == BundleError.NotFound)
        {
            if (Missing($"The bundle '{slot.Bundle}' is not in the store yet: {error.Message}"))
                Log.WaitingForBundle(Logger, slot.Bundle, error.Message);
        }
        catch (Exception error) when (error is BundleException or EncodingException)
        {
            pause = s_failing;
            if (Missing($"The bundle '{slot.Bundle}' cannot be served: {error.Message}"))
                Log.BundleRefused(Logger, slot.Bundle, error.Message);
        }
        catch (Exception error)
        {
            pause = s_failing;
            if (Missing($"The bundle '{slot.Bundle}' cannot be served; the server's log says why."))
                Log.LoadFailed(Logger, slot.Bundle, error);
        }

        return false;
    }

    private void Activate(Snapshot<TModel> snapshot)
    {
        state.Active.Swap(Roster<TModel>.Of(snapshot));
        health.Set(snapshot.Manifest.Id, serving: true);
        health.Set(slot.Service, serving: true);
        Log.Serving(Logger, snapshot.Manifest.Name, snapshot.Manifest.Id, snapshot.Manifest.SpaceId, slot.Service);
    }

    /// <summary>Tells callers; true when it is something new.</summary>
    private bool Missing(string message)
    {
        var isNew = state.Missing != message;
        state.Missing = message;
        return isNew;
    }
}
