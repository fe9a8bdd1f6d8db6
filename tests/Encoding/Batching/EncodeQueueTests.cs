using System.ComponentModel.DataAnnotations;
using Kale.Encoding.Batching;

namespace Kale.Encoding.Tests.Batching;

/// <summary>The queue with its worker threads, held and released by a gate.</summary>
public sealed class EncodeQueueTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task EnqueueAsync_OneText_GivesItsRowAndTimes()
    {
        var runner = new GateRunner { Computing = () => _time.Advance(7) };
        await using var queue = new EncodeQueue(runner, new() { Workers = 1 }, _time);
        var first = queue.EnqueueAsync(Texts.Of(5, 1));
        await runner.WhenEntered();
        var second = queue.EnqueueAsync(Texts.Of(6, 2));
        runner.Release(2);

        var (a, b) = (await first, await second);
        Assert.Equal((1, 5, 0, 7), (a.Vector[0], a.Vector[1], a.QueueTime.Milliseconds, a.InferenceTime.Milliseconds));
        Assert.Equal((2, 6, 7, 7), (b.Vector[0], b.Vector[1], b.QueueTime.Milliseconds, b.InferenceTime.Milliseconds));
    }

    [Fact]
    public async Task EnqueueAsync_WhileABatchIsComputed_FormsTheNextBatch()
    {
        var runner = new GateRunner();
        await using var queue = new EncodeQueue(runner, new() { Workers = 1 }, _time);
        var first = queue.EnqueueAsync(Texts.Of(5, 1));
        await runner.WhenEntered();
        var others = queue.EnqueueAll([Texts.Of(5, 2), Texts.Of(5, 3)]);
        var last = queue.EnqueueAsync(Texts.Of(5, 4));
        runner.Release(2);
        await Task.WhenAll([first, .. others, last]);

        Assert.Equal([[1], [2, 3, 4]], runner.Batches);
    }

    [Fact]
    public async Task EnqueueAsync_CallerLeavesWhileWaiting_IsNotComputed()
    {
        var runner = new GateRunner();
        await using var queue = new EncodeQueue(runner, new() { Workers = 1 }, _time);
        using var caller = new CancellationTokenSource();
        var first = queue.EnqueueAsync(Texts.Of(5, 1));
        await runner.WhenEntered();
        var left = queue.EnqueueAsync(Texts.Of(5, 2), null, caller.Token);
        var stayed = queue.EnqueueAsync(Texts.Of(5, 3));
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        Assert.Equal((1, 1), (queue.Metrics.Cancelled, queue.Metrics.QueuedTexts));
        runner.Release(2);
        await Task.WhenAll(first, stayed);
        Assert.Equal([[1], [3]], runner.Batches);
    }

    [Fact]
    public async Task EnqueueAsync_CallerLeavesWhileComputed_OthersGetTheirRows()
    {
        var runner = new GateRunner();
        var options = new BatchingOptions { MaxDelay = TimeSpan.FromSeconds(1), MaxBatchRows = 2, Workers = 1 };
        await using var queue = new EncodeQueue(runner, options, _time);
        using var caller = new CancellationTokenSource();
        var left = queue.EnqueueAsync(Texts.Of(5, 1), null, caller.Token);
        var stayed = queue.EnqueueAsync(Texts.Of(5, 2));
        await runner.WhenEntered();
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        runner.Release();
        Assert.Equal(2, (await stayed).Vector[0]);
        Assert.Equal((0, 2), (queue.Metrics.Cancelled, queue.Metrics.Texts));
    }

    [Fact]
    public async Task EnqueueAsync_CallerHadLeft_IsCancelledAtOnce()
    {
        await using var queue = new EncodeQueue(new GateRunner(), new() { Workers = 1 }, _time);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => queue.EnqueueAsync(Texts.Of(5), null, new CancellationToken(canceled: true)));
        Assert.Equal(0, queue.Metrics.QueuedTexts);
    }

    [Fact]
    public async Task EnqueueAsync_RunnerThrows_FailsOnlyThatBatch()
    {
        var runner = new GateRunner { Poison = 666 };
        await using var queue = new EncodeQueue(runner, new() { Workers = 1 }, _time);
        var first = queue.EnqueueAsync(Texts.Of(5, 1));
        await runner.WhenEntered();
        var failing = queue.EnqueueAll([Texts.Of(5, 2), Texts.Of(5, 666)]);
        var other = queue.EnqueueAsync(Texts.Of(100, 3));
        runner.Release(3);

        foreach (var task in failing)
        {
            var error = await Assert.ThrowsAsync<EncodingException>(() => task);
            Assert.Equal((EncodingError.InferenceFailed, "poison"), (error.Code, error.InnerException!.Message));
        }

        await Task.WhenAll(first, other);
        Assert.Equal((2, 2), (queue.Metrics.Failed, queue.Metrics.Texts));
    }

    [Fact]
    public async Task EnqueueAsync_RunnerLosesARow_FailsTheBatch()
    {
        await using var queue = new EncodeQueue(new NoRows(), new() { Workers = 1 }, _time);

        var error = await Assert.ThrowsAsync<EncodingException>(() => queue.EnqueueAsync(Texts.Of(5)));
        Assert.Contains("0 rows for 1 texts", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EnqueueAsync_Overloaded_FailsTheTask()
    {
        var runner = new GateRunner();
        await using var queue = new EncodeQueue(runner, new() { MaxQueuedTexts = 1, Workers = 1 }, _time);
        var first = queue.EnqueueAsync(Texts.Of(5, 1));
        await runner.WhenEntered();
        var second = queue.EnqueueAsync(Texts.Of(5, 2));

        await Assert.ThrowsAsync<OverloadedException>(() => queue.EnqueueAsync(Texts.Of(5, 3)));
        Assert.Throws<OverloadedException>(() => queue.EnqueueAll([Texts.Of(5, 3)]));
        runner.Release(2);
        await Task.WhenAll(first, second);
    }

    [Fact]
    public async Task DisposeAsync_TextsWait_CompletesThemAndRefusesNewOnes()
    {
        var runner = new GateRunner();
        var queue = new EncodeQueue(
            runner, new() { MaxBatchRows = 2, MaxDelay = TimeSpan.FromSeconds(1), Workers = 1 }, _time);
        var waiting = queue.EnqueueAll(Texts.Many(5, 10));
        await runner.WhenEntered();
        var disposed = queue.DisposeAsync().AsTask();

        var error = await Assert.ThrowsAsync<EncodingException>(() => queue.EnqueueAsync(Texts.Of(5)));
        Assert.Equal((EncodingError.ShuttingDown, false), (error.Code, disposed.IsCompleted));
        runner.Release(3);
        await disposed;
        Assert.All(waiting, task => Assert.True(task.IsCompletedSuccessfully || task.Wait(TimeSpan.FromSeconds(10))));
        await queue.DisposeAsync();
    }

    [Fact]
    public async Task EnqueueAsync_SixtyFourCallers_EverybodyGetsTheirOwnRow()
    {
        var runner = new GateRunner();
        runner.Release(1 << 20);
        await using var queue = new EncodeQueue(runner, new() { Workers = 3 }, TimeProvider.System);

        await Task.WhenAll(Enumerable.Range(0, 64).Select(caller => Task.Run(async () =>
        {
            var random = new Random(caller);
            for (var i = 0; i < 50; i++)
            {
                var texts = Texts.Random(random, random.Next(1, 8));
                var rows = await Task.WhenAll(queue.EnqueueAll(texts));
                Assert.Equal(texts.Select(GateRunner.Row), rows.Select(row => row.Vector));
            }
        })));

        Assert.Equal(0, queue.Metrics.QueuedTexts);
        Assert.Equal(queue.Metrics.Texts, runner.Batches.Sum(batch => batch.Length));
    }

    [Fact]
    public void Constructor_OptionOutOfRange_NamesIt()
    {
        var options = new BatchingOptions { MaxBatchTokens = 0 };

        var error = Assert.Throws<ValidationException>(() => new EncodeQueue(new NoRows(), options, _time));
        Assert.Contains(nameof(BatchingOptions.MaxBatchTokens), error.Message, StringComparison.Ordinal);
    }

    private sealed class NoRows : IBatchRunner
    {
        public float[][] Run(IReadOnlyList<Encoding.Tokenization.TokenizedText> batch) => [];
    }
}
