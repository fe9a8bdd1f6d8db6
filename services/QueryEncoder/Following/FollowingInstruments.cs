using System.Diagnostics.Metrics;

namespace Kale.QueryEncoder.Following;

/// <summary>How this replica follows its route: meter "Kale.QueryEncoder".</summary>
internal sealed class FollowingInstruments : IDisposable
{
    private readonly Meter _meter = new("Kale.QueryEncoder");
    private readonly Counter<long> _storeFailures, _loads;
    private long _generation;

    public FollowingInstruments()
    {
        _storeFailures = _meter.CreateCounter<long>(
            "kale.route.store_failures", "{call}",
            "Calls to the state store that failed; the replica goes on with what it has");
        _loads = _meter.CreateCounter<long>(
            "kale.route.loads", "{bundle}", "Bundles loaded beside those that serve, by outcome");
        _meter.CreateObservableGauge(
            "kale.route.generation", () => Volatile.Read(ref _generation), "{generation}",
            "The route's generation that was last seen");
    }

    public void Saw(long generation) => Volatile.Write(ref _generation, generation);

    public void StoreFailed() => _storeFailures.Add(1);

    public void Loaded() => Count("loaded");

    public void Failed(bool waits) => Count(waits ? "waiting" : "refused");

    public void Dispose() => _meter.Dispose();

    private void Count(string outcome) => _loads.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
}
