using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Numerics;
using Microsoft.Extensions.Hosting;

namespace Kale.ServiceDefaults.Metrics;

/// <summary>Keeps the sums of the process's instruments for Prometheus, which asks for them when it likes.</summary>
internal sealed class MetricsCollector : IHostedService, IDisposable
{
    private static readonly string[] s_meters = ["Kale.", "System.Runtime", "Microsoft.AspNetCore.Server.Kestrel"];

    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<Instrument, InstrumentSeries> _instruments = new();
    private readonly IMeterFactory _meters;

    public MetricsCollector(IMeterFactory meters)
    {
        _meters = meters;
        _listener.InstrumentPublished = Publish;
        Listen<long>();
        Listen<int>();
        Listen<double>();
        Listen<float>();
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _listener.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _listener.Dispose();

    /// <summary>All series now, by name.</summary>
    public IReadOnlyList<InstrumentSeries> Collect()
    {
        foreach (var series in _instruments.Values)
            series.ForgetObserved();
        _listener.RecordObservableInstruments();
        return [.. _instruments.Values.OrderBy(series => series.Name, StringComparer.Ordinal)];
    }

    /// <summary>Instruments of another host in the same process have another factory and are not ours.</summary>
    private void Publish(Instrument instrument, MeterListener listener)
    {
        var meter = instrument.Meter;
        if ((meter.Scope is null || meter.Scope == _meters)
            && s_meters.Any(prefix => meter.Name.StartsWith(prefix, StringComparison.Ordinal)))
        {
            listener.EnableMeasurementEvents(instrument, _instruments.GetOrAdd(instrument, InstrumentSeries.Of));
        }
    }

    private void Listen<T>()
        where T : struct, INumber<T> =>
        _listener.SetMeasurementEventCallback<T>((_, value, tags, state) =>
            ((InstrumentSeries)state!).Record(double.CreateChecked(value), tags));
}
