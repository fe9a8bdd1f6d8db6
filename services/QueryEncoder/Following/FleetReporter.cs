using Kale.Encoding;
using Kale.QueryEncoder.Serving;
using Kale.Rollouts.Fleet;
using Kale.Rollouts.State;
using Kale.ServiceDefaults.Hosting;
using Microsoft.Extensions.Options;

namespace Kale.QueryEncoder.Following;

/// <summary>Tells the fleet what this replica has: at once when it changes, and again while nothing does.</summary>
internal sealed class FleetReporter(
    FleetView fleet, Residents residents, ModelState<Encoder> state, ReplicaName name, OwnAddress address,
    FollowingInstruments instruments, IOptions<QueryEncoderOptions> options, TimeProvider time,
    ILogger<FleetReporter> logger) : BackgroundLoop(time, logger)
{
    private static readonly TimeSpan s_interval = FleetView.TimeToLive / 5;

    private readonly Wake _wake = new(time);
    private long _sequence;

    /// <summary>The last report: nothing here is ready any more.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await ReportAsync(bundle => bundle with { State = BundleState.Draining }, cancellationToken);
    }

    protected override Task BeginAsync(CancellationToken cancellation)
    {
        residents.Changed += _wake.Signal;
        return address.KnownAsync(cancellation);
    }

    protected override async Task<bool> RoundAsync(CancellationToken cancellation)
    {
        await address.RefreshAsync(cancellation);
        await ReportAsync(bundle => bundle, cancellation);
        await _wake.WaitAsync(s_interval, cancellation);
        return true;
    }

    private async Task ReportAsync(Func<LoadedBundle, LoadedBundle> say, CancellationToken cancel)
    {
        try
        {
            await fleet.PutAsync(Report(say), cancel);
        }
        catch (StateStoreException)
        {
            instruments.StoreFailed();
        }
    }

    private ReplicaReport Report(Func<LoadedBundle, LoadedBundle> say)
    {
        var roster = state.Active.Roster;
        return new ReplicaReport
        {
            Name = name.Value,
            Address = address.Value,
            Route = options.Value.Route,
            Generation = residents.Wanted.Generation,
            ActiveBundleId = roster.Active?.Manifest.Id ?? "",
            ActiveGeneration = (long)roster.Generation,
            Sequence = ++_sequence,
            Bundles = [.. residents.Describe().Select(say)],
        };
    }
}
