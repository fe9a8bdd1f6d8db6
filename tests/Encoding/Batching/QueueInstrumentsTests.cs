using System.Diagnostics.Metrics;
using Kale.Encoding.Batching;

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
