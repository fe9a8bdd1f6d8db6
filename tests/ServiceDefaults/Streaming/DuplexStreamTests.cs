using Grpc.Core;
using Kale.ServiceDefaults.Streaming;

namespace Kale.ServiceDefaults.Tests.Streaming;

public sealed class DuplexStreamTests
{
    [Fact]
    public async Task AnswerEachAsync_ManyRequests_AnswersAllWithAtMostSoManyInWork()
    {
        var (inWork, most) = (0, 0);
        var writer = new Writer();
        await DuplexStream.AnswerEachAsync(new Reader(200), writer, 5, async (request, token) =>
        {
            InterlockedMax(ref most, Interlocked.Increment(ref inWork));
            await Task.Delay(1, token);
            Interlocked.Decrement(ref inWork);
            return request;
        }, default);
        Assert.Equal(Enumerable.Range(0, 200), writer.Written.Order());
        Assert.InRange(most, 2, 5);
    }

    [Fact]
    public async Task AnswerEachAsync_WhileAnswersAreNotTaken_ReadsNoFurther()
    {
        var (reader, writer) = (new Reader(200), new Writer { Taken = new TaskCompletionSource() });
        var running = DuplexStream.AnswerEachAsync(
            reader, writer, 5, (request, _) => Task.FromResult(request), default);
        while (reader.Read < 5)
            await Task.Yield();
        Assert.False(running.IsCompleted);
        Assert.Equal(5, reader.Read);
        writer.Taken.SetResult();
        await running;
        Assert.Equal(200, writer.Written.Count);
    }

    [Fact]
    public async Task AnswerEachAsync_WhenAnAnswerThrows_EndsWithThatError() =>
        await Assert.ThrowsAsync<FormatException>(() => DuplexStream.AnswerEachAsync(
            new Reader(200),
            new Writer(),
            5,
            (request, _) => request == 3 ? Task.FromException<int>(new FormatException()) : Task.FromResult(request),
            default));

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); value > seen;)
        {
            var before = Interlocked.CompareExchange(ref target, value, seen);
            if (before == seen)
                return;
            seen = before;
        }
    }

    private sealed class Reader(int count) : IAsyncStreamReader<int>
    {
        public int Read { get; private set; }

        public int Current => Read - 1;

        public Task<bool> MoveNext(CancellationToken cancellationToken) =>
            Task.FromResult(Read < count && ++Read <= count);
    }

    private sealed class Writer : IServerStreamWriter<int>
    {
        public List<int> Written { get; } = [];

        public TaskCompletionSource? Taken { get; init; }

        public WriteOptions? WriteOptions { get; set; }

        public async Task WriteAsync(int message)
        {
            if (Taken is not null)
                await Taken.Task;
            Written.Add(message);
        }

        Task IAsyncStreamWriter<int>.WriteAsync(int message, CancellationToken cancellationToken) =>
            WriteAsync(message);
    }
}
