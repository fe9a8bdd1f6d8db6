using System.Diagnostics.Metrics;
using Kale.Encoding.Batching;

namespace Kale.Encoding.Tests.Batching;

/// <summary>What rings or is cancelled after its queue has ended; an exception there would end the process.</summary>
public sealed class LateTimerTests
{
    [Fact]
    public async Task Delay_RingsAfterTheQueueEnded_DisturbsNobody()
    {
        var timers = new LateTimers();
        var runner = new GateRunner();
        var queue = new EncodeQueue(runner, new() { Workers = 1, MaxDelay = TimeSpan.FromSeconds(10) }, timers);
        var text = queue.EnqueueAsync(Texts.Of(5, 1));
        runner.Release(1);
        await queue.DisposeAsync();
        Assert.Equal(1, (await text).Vector[0]);
        timers.RingAll();
    }

    [Fact]
    public async Task Cancel_AfterTheQueueEnded_DisturbsNobody()
    {
        using var caller = new CancellationTokenSource();
        var runner = new GateRunner();
        var queue = new EncodeQueue(runner, new() { Workers = 1 }, TimeProvider.System);
        var text = queue.EnqueueAsync(Texts.Of(5, 1), cancellation: caller.Token);
        runner.Release(1);
        await queue.DisposeAsync();
        await text;
        await caller.CancelAsync();
    }

    [Fact]
    public async Task Metrics_WhoseListenerThrows_CostNobodyAnAnswer()
    {
        var (name, throws) = ($"throws {Guid.NewGuid()}", true);
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name.StartsWith("Kale.Encoding", StringComparison.Ordinal))
                    self.EnableMeasurementEvents(instrument);
            },
        };
        void Throw(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (throws && tags.ToArray().Any(tag => tag.Value is string value && value == name))
                throw new InvalidOperationException("a listener's");
        }

        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => Throw(tags));
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) => Throw(tags));
        listener.Start();
        var runner = new GateRunner();
        await using var queue = new EncodeQueue(runner, new() { Workers = 1, Name = name }, TimeProvider.System);
        runner.Release(2);
        Assert.Equal(1, (await queue.EnqueueAsync(Texts.Of(5, 1))).Vector[0]);
        throws = false;
        Assert.Equal(2, (await queue.EnqueueAsync(Texts.Of(5, 2))).Vector[0]);
        Assert.NotEqual(0, queue.Metrics.Faults);
    }

    private sealed class LateTimers : TimeProvider
    {
        private readonly List<Action> _timers = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _timers.Add(() => callback(state));
            return new Silent();
        }

        public void RingAll() => _timers.ForEach(ring => ring());

        private sealed class Silent : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
