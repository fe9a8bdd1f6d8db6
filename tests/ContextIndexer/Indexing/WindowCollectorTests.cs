using System.Threading.Channels;
using Kale.ContextIndexer.Indexing;
using Kale.ServiceDefaults.Tests.Support;
using Kale.V1;

namespace Kale.ContextIndexer.Tests.Indexing;

public sealed class WindowCollectorTests
{
    private readonly LateTimers _timers = new();
    private readonly Channel<PendingDocument> _input = Channel.CreateUnbounded<PendingDocument>();
    private readonly Channel<Window> _output = Channel.CreateUnbounded<Window>();
    private ulong _sequence;

    [Fact]
    public async Task Collect_TheIdleTimerRingsAfterTheNextDocumentCame_GoesOn()
    {
        var running = StartAsync();
        for (var i = 1; i <= 3; i++)
        {
            Send();
            await Wait.UntilAsync(() => Task.FromResult(_timers.Count), count => count >= i);
        }
        _input.Writer.Complete();
        await running;

        _timers.RingAll();

        Assert.Equal(3, (await _output.Reader.ReadAsync()).Documents.Count);
    }

    [Fact]
    public async Task Collect_TheIdleTimerRings_SendsTheWindowOn()
    {
        var running = StartAsync();
        Send();
        await Wait.UntilAsync(() => Task.FromResult(_timers.Count), count => count == 1);
        _timers.RingAll();
        Assert.Single((await _output.Reader.ReadAsync()).Documents);

        Send();
        _input.Writer.Complete();
        await running;
        Assert.Equal(2ul, (await _output.Reader.ReadAsync()).Through);
    }

    [Fact]
    public async Task Collect_TheStreamIsCancelled_EndsWithIt()
    {
        using var stop = new CancellationTokenSource();
        var running = StartAsync(stop.Token);
        Send();
        await Wait.UntilAsync(() => Task.FromResult(_timers.Count), count => count == 1);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        _timers.RingAll();
    }

    private Task StartAsync(CancellationToken stop = default) =>
        new WindowCollector(new PipelineOptions(), _timers).RunAsync(_input, _output, stop);

    private void Send() => Assert.True(_input.Writer.TryWrite(
        new PendingDocument(++_sequence, new Document { Id = $"d{_sequence}", Text = "x." }, payload: null)));
}
