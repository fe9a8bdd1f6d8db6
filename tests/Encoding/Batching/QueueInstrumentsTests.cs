using System.Diagnostics.Metrics;
using Kale.Encoding.Batching;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Kale.Encoding.Tests.Batching;

public sealed class QueueInstrumentsTests
{
    [Fact]
    public async Task Meter_TextsComputedAndWaiting_ShowsThemPerEncoder()
    {
        var (time, runner, seen) = (new ManualTime(), new GateRunner(), new Dictionary<string, double>());
        await using var queue = new EncodeQueue(runner, new() { Name = "metrics test", Workers = 1 }, time);
        using var listener = Listen(seen);
        var first = queue.EnqueueAll([Texts.Of(10), Texts.Of(9)]);
        await runner.WhenEntered();
        var second = queue.EnqueueAsync(Texts.Of(30));
        runner.Release();
        await runner.WhenEntered();
        await Task.WhenAll(first);
        var third = queue.EnqueueAsync(Texts.Of(40));
        listener.RecordObservableInstruments();

        Assert.Equal((1, 2), (seen["kale.encoding.batches"], seen["kale.encoding.texts"]));
        Assert.Equal((19, 20), (seen["kale.encoding.tokens"], seen["kale.encoding.padded_tokens"]));
        Assert.Equal((1, 40), (seen["kale.encoding.queue.texts"], seen["kale.encoding.queue.tokens"]));
        Assert.Equal(0.05, seen["kale.encoding.padding.share"], 6);
        runner.Release(2);
        await Task.WhenAll(second, third);
    }

    /// <summary>
    /// As after a swap: the autoscaler asks for the wait of the one that stays. OpenTelemetry's own SDK must say it.
    /// </summary>
    [Fact]
    public async Task Gauges_WhenAnotherQueueIsDisposedOf_GoOnAndThoseOfTheOtherAreGone()
    {
        var exporter = new Exporter();
        using var reader = new BaseExportingMetricReader(exporter);
        using var provider = Sdk.CreateMeterProviderBuilder().AddMeter("Kale.*").AddReader(reader).Build();
        await using var stays = new EncodeQueue(new GateRunner(), new() { Name = "stays" }, new ManualTime());
        await using (new EncodeQueue(new GateRunner(), new() { Name = "goes" }, new ManualTime()))
        {
            reader.Collect();
            Assert.Superset(new HashSet<string> { "stays", "goes" }, exporter.Encoders);
        }

        // The SDK lets go of an instrument at the second look after its end.
        for (var i = 0; i < 3; i++)
            reader.Collect();
        Assert.Contains("stays", exporter.Encoders);
        Assert.DoesNotContain("goes", exporter.Encoders);
    }

    private sealed class Exporter : BaseExporter<Metric>
    {
        public HashSet<string> Encoders { get; } = [];

        public override ExportResult Export(in Batch<Metric> batch)
        {
            Encoders.Clear();
            foreach (var metric in batch)
            {
                if (metric.Name != "kale.encoding.queue.wait") { continue; }
                foreach (ref readonly var point in metric.GetMetricPoints())
                {
                    foreach (var tag in point.Tags)
                        Encoders.Add((string)tag.Value!);
                }
            }
            return ExportResult.Success;
        }
    }

    private static MeterListener Listen(Dictionary<string, double> seen)
    {
        var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Name == "Kale.Encoding")
            {
                l.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.Start();
        return listener;

        void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (tags.ToArray().Any(tag => tag.Key == "encoder" && (string?)tag.Value == "metrics test"))
            {
                lock (seen)
                {
                    seen[instrument.Name] = seen.GetValueOrDefault(instrument.Name) + value;
                }
            }
        }
    }
}
