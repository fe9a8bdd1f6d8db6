using Kale.Encoding.Batching;

namespace Kale.Encoding.Tests.Batching;

/// <summary>Which texts make a batch, and in what order batches come.</summary>
public sealed class BatchFormationTests
{
    private static readonly DateTimeOffset Never = DateTimeOffset.MaxValue;
    private readonly ManualTime _time = new();

    [Fact]
    public void WaitForBatch_DifferentDeadlines_GivesMostUrgentFirst()
    {
        var scheduler = Scheduler(new() { MaxBatchRows = 1, FairBatchInterval = 100 });
        scheduler.Enter([Texts.Of(10, 1)], _time.In(300));
        scheduler.Enter([Texts.Of(10, 2)], Never);
        scheduler.Enter([Texts.Of(10, 3)], _time.In(100));
        scheduler.Enter([Texts.Of(90, 4)], _time.In(200));
        scheduler.Enter([Texts.Of(10, 5)], Never);

        Assert.Equal([3, 4, 1, 2, 5], Enumerable.Range(0, 5).Select(_ => Next(scheduler)[0]));
    }

    [Theory]
    [InlineData(1000, 32, 64, 31)]
    [InlineData(1024, 32, 64, 32)]
    [InlineData(1 << 20, 32, 64, 64)]
    [InlineData(1024, 2000, 64, 1)]
    public void WaitForBatch_EqualLengths_FillsTheBudget(int budget, int length, int rows, int expected)
    {
        var scheduler = Scheduler(new() { MaxBatchTokens = budget, MaxBatchRows = rows });
        scheduler.Enter(Texts.Many(65, length), Never);

        Assert.Equal(Enumerable.Range(0, expected), Next(scheduler));
    }

    [Fact]
    public void WaitForBatch_OtherLengths_StayBehind()
    {
        var scheduler = Scheduler(new());
        scheduler.Enter([Texts.Of(20, 1), Texts.Of(200, 2), Texts.Of(21, 3), Texts.Of(190, 4)], Never);

        Assert.Equal([1, 3], Next(scheduler));
        Assert.Equal([2, 4], Next(scheduler));
    }

    [Fact]
    public void WaitForBatch_LargeBatch_IsNotPaddedForAShorterText()
    {
        var scheduler = Scheduler(new());
        scheduler.Enter([.. Texts.Many(10, 30), Texts.Of(20, 10)], Never);

        Assert.Equal([.. Enumerable.Range(0, 10)], Next(scheduler));
        Assert.Equal([10], Next(scheduler));
    }

    /// <summary>What waits behind four batches of more urgent texts overtakes none of them.</summary>
    [Fact]
    public void WaitForBatch_EqualLengthsFarBehind_OvertakeNobody()
    {
        var scheduler = Scheduler(new() { MaxBatchTokens = 100, FairBatchInterval = 100 });
        scheduler.Enter([Texts.Of(10, 1)], _time.In(1000));
        scheduler.Enter(Texts.Many(5, 90), _time.In(1100));
        scheduler.Enter([Texts.Of(10, 2)], _time.In(1200));

        Assert.Equal([1], Next(scheduler));
        Assert.All(Enumerable.Range(0, 2), i => Assert.Equal([i], Next(scheduler)));
        Assert.Equal([2], Drain(scheduler)[^1].Texts.Select(entry => entry.Text.Id()));
    }

    [Fact]
    public void WaitForBatch_AnyLengths_KeepsPaddingAndBudget()
    {
        var options = new BatchingOptions();
        var scheduler = Scheduler(options);
        var random = new Random(1);
        scheduler.Enter([.. Enumerable.Range(0, 1000).Select(i => Texts.Of(random.Next(2, 300), i))], Never);

        var batches = Drain(scheduler);

        var given = batches.SelectMany(batch => batch.Texts).Select(entry => entry.Text.Id());
        Assert.Equal(Enumerable.Range(0, 1000), given.Order());
        Assert.All(batches, batch =>
        {
            Assert.InRange(batch.PaddedTokens, 1, options.MaxBatchTokens);
        });
        Assert.InRange(batches.Sum(batch => batch.PaddedTokens) / (double)batches.Sum(batch => batch.Tokens), 1, 1.08);
    }

    [Fact]
    public void WaitForBatch_UrgentTextsWithoutEnd_LongOneHasItsTurn()
    {
        var scheduler = Scheduler(new() { FairBatchInterval = 4 });
        scheduler.Enter([Texts.Of(500, 1)], Never);
        var order = new List<int>();
        for (var i = 0; i < 8; i++)
        {
            scheduler.Enter([Texts.Of(10, 0)], _time.In(50));
            order.AddRange(Next(scheduler));
        }

        Assert.Equal([0, 0, 0, 1, 0, 0, 0, 0, 0], order);
    }

    [Fact]
    public void WaitForBatch_DeadlinePassed_DropsBeforeCompute()
    {
        var scheduler = Scheduler(new());
        var late = scheduler.Enter([Texts.Of(10, 1)], _time.In(50))[0];
        var good = scheduler.Enter([Texts.Of(10, 2)], _time.In(51))[0];
        _time.Advance(50);

        Assert.Equal([2], Next(scheduler));
        Assert.False(good.Task.IsCompleted);
        var error = Assert.IsType<EncodingException>(late.Task.Exception!.InnerException);
        Assert.Equal(EncodingError.DeadlineExceeded, error.Code);
        Assert.Equal((1, 0), (scheduler.Metrics().Expired, scheduler.Metrics().QueuedTexts));
    }

    [Fact]
    public async Task WaitForBatch_MaxDelay_WaitsForMoreTexts()
    {
        var scheduler = Scheduler(new() { MaxDelay = TimeSpan.FromMilliseconds(10), MaxBatchRows = 3 });
        scheduler.Enter([Texts.Of(10, 1)], Never);
        var waiting = Task.Run(scheduler.WaitForBatch);
        await _time.WhenArmed();
        Assert.False(waiting.IsCompleted);
        _time.Advance(9);
        scheduler.Enter([Texts.Of(10, 2)], Never);
        _time.Advance(1);

        Assert.Equal(2, (await waiting)!.Rows);
    }

    [Fact]
    public void WaitForBatch_MaxDelayAndFullBatch_BeginsAtOnce()
    {
        var scheduler = Scheduler(new() { MaxDelay = TimeSpan.FromSeconds(10), MaxBatchRows = 3 });
        scheduler.Enter(Texts.Many(3, 10), Never);

        Assert.Equal([0, 1, 2], Next(scheduler));
    }

    private BatchScheduler Scheduler(BatchingOptions options) => new(options, _time);

    private static int[] Next(BatchScheduler scheduler) =>
        [.. scheduler.WaitForBatch()!.Texts.Select(entry => entry.Text.Id())];

    private static List<Batch> Drain(BatchScheduler scheduler)
    {
        scheduler.Close();
        var batches = new List<Batch>();
        while (scheduler.WaitForBatch() is { } batch)
        {
            batches.Add(batch);
        }

        return batches;
    }
}
