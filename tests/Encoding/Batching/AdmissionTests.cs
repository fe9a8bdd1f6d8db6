using Kale.Encoding.Batching;

namespace Kale.Encoding.Tests.Batching;

/// <summary>
/// Who is let into the queue. The speed is 1,000 tokens a second, and all of a caller's time may be used, unless a test
/// says otherwise.
/// </summary>
public sealed class AdmissionTests
{
    private static readonly DateTimeOffset Never = DateTimeOffset.MaxValue;
    private readonly ManualTime _time = new();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Enter_TooManyTexts_RefusesOneAndManyByTheSameRule(int count)
    {
        var scheduler = Measured(new() { MaxQueuedTexts = 4 });
        scheduler.Enter(Texts.Many(4, 100), Never);

        var error = Assert.Throws<OverloadedException>(() => scheduler.Enter(Texts.Many(count, 1), Never));

        Assert.Equal(TimeSpan.FromMilliseconds(count * 100), error.RetryAfter);
        Assert.Equal((4, count), (scheduler.Metrics().QueuedTexts, scheduler.Metrics().Refused));
    }

    [Fact]
    public void Enter_TooManyTokens_RefusesAllAndSaysWhenThereIsRoom()
    {
        var scheduler = Measured(new() { MaxQueuedTokens = 1000 });
        scheduler.Enter(Texts.Many(9, 100), Never);

        var error = Assert.Throws<OverloadedException>(() => scheduler.Enter(Texts.Many(3, 50), Never));

        Assert.Equal(TimeSpan.FromMilliseconds(50), error.RetryAfter);
        Assert.Equal(9, scheduler.Metrics().QueuedTexts);
        Assert.Equal(11, scheduler.Enter(Texts.Many(2, 50), Never).Length + scheduler.Metrics().QueuedTexts - 2);
    }

    [Fact]
    public void Enter_SpeedUnknown_RefusesByBoundsAndNamesASecond()
    {
        var scheduler = new BatchScheduler(new() { MaxQueuedTexts = 1 }, _time);
        scheduler.Enter([Texts.Of(5)], _time.In(1));

        var error = Assert.Throws<OverloadedException>(() => scheduler.Enter([Texts.Of(5)], Never));

        Assert.Equal(TimeSpan.FromSeconds(1), error.RetryAfter);
    }

    [Fact]
    public void Enter_MoreThanTheQueueEverHolds_IsTooLarge()
    {
        var scheduler = Measured(new() { MaxQueuedTexts = 4, MaxQueuedTokens = 100 });

        Assert.Equal(EncodingError.TooLarge, CodeOf(() => scheduler.Enter(Texts.Many(5, 1), Never)));
        Assert.Equal(EncodingError.TooLarge, CodeOf(() => scheduler.Enter(Texts.Many(1, 101), Never)));
        Assert.Equal(4, scheduler.Enter(Texts.Many(4, 25), Never).Length);
    }

    [Fact]
    public void Enter_WouldComeAfterItsDeadline_IsRefusedAtOnce()
    {
        var scheduler = Measured(new());
        scheduler.Enter(Texts.Many(5, 100), _time.In(300));

        var error = Assert.Throws<OverloadedException>(() => scheduler.Enter([Texts.Of(100)], _time.In(400)));

        Assert.Equal(200, error.RetryAfter.TotalMilliseconds, 3);
        Assert.Single(scheduler.Enter([Texts.Of(100)], _time.In(600)));
    }

    [Fact]
    public void Enter_WouldComeTooLateInItsCallersTime_IsRefused()
    {
        var scheduler = Measured(new(), share: 0.8);
        scheduler.Enter(Texts.Many(5, 100), _time.In(640));

        var error = Assert.Throws<OverloadedException>(() => scheduler.Enter([Texts.Of(100)], _time.In(730)));

        Assert.Equal(16, error.RetryAfter.TotalMilliseconds, 3);
        Assert.Single(scheduler.Enter([Texts.Of(100)], _time.In(760)));
    }

    [Fact]
    public void WaitFor_ATextThatComesNow_IsTheTimeOfWhatIsAheadOfItAndOfABatch()
    {
        var scheduler = Measured(new() { FairBatchInterval = 5 });
        Assert.Equal(default, scheduler.WaitFor(Never));
        scheduler.Enter(Texts.Many(5, 100), Never);
        scheduler.Enter(Texts.Many(4, 10), _time.In(100));

        Assert.Equal(541, scheduler.WaitFor(Never).Total.TotalMilliseconds, 3);
        Assert.Equal(51, scheduler.WaitFor(_time.In(200)).Total.TotalMilliseconds, 3);
        Assert.Equal(1, scheduler.WaitFor(_time.In(20)).Total.TotalMilliseconds, 3);
        _time.Advance(100);
        Assert.Equal(501, scheduler.WaitFor(Never).Total.TotalMilliseconds, 3);
        Assert.Equal((5, 0L, 4L), (scheduler.Metrics().QueuedTexts, scheduler.Metrics().Refused,
            scheduler.Metrics().Expired));
    }

    [Fact]
    public void Enter_UrgentTextBeforeALongQueue_CountsOnlyWhatIsAheadOfIt()
    {
        var scheduler = Measured(new() { FairBatchInterval = 5 });
        scheduler.Enter(Texts.Many(50, 100), Never);
        scheduler.Enter(Texts.Many(4, 10), _time.In(50));

        Assert.Throws<OverloadedException>(() => scheduler.Enter([Texts.Of(10)], _time.In(59)));
        Assert.Single(scheduler.Enter([Texts.Of(10)], _time.In(60)));
    }

    [Fact]
    public void Enter_BatchInProgress_CountsWhatIsLeftOfIt()
    {
        var scheduler = Measured(new());
        scheduler.Enter([Texts.Of(100)], Never);
        scheduler.WaitForBatch();
        _time.Advance(60);

        Assert.Throws<OverloadedException>(() => scheduler.Enter([Texts.Of(10)], _time.In(49)));
        Assert.Single(scheduler.Enter([Texts.Of(10)], _time.In(51)));
        Assert.Equal(50, scheduler.Metrics().EstimatedWait.TotalMilliseconds, 3);
    }

    [Fact]
    public void Enter_NothingAhead_AcceptsWhateverTheSpeed()
    {
        var scheduler = Measured(new(), tokensPerSecond: 0.1);

        Assert.Single(scheduler.Enter([Texts.Of(100)], _time.In(1)));
    }

    [Fact]
    public void Enter_QueueFullOfExpiredTexts_AcceptsNewOnes()
    {
        var scheduler = Measured(new() { MaxQueuedTexts = 4 });
        scheduler.Enter(Texts.Many(4, 1), _time.In(10));
        _time.Advance(10);

        Assert.Equal(4, scheduler.Enter(Texts.Many(4, 1), Never).Length);
        Assert.Equal(4, scheduler.Metrics().Expired);
    }

    [Fact]
    public void Enter_DeadlinePassed_IsRefused()
    {
        var scheduler = Measured(new());

        Assert.Equal(EncodingError.DeadlineExceeded, CodeOf(() => scheduler.Enter([Texts.Of(1)], _time.GetUtcNow())));
    }

    [Fact]
    public void Enter_Closed_IsRefusedAndTheRestGivenOut()
    {
        var scheduler = Measured(new());
        scheduler.Enter(Texts.Many(2, 5), Never);
        scheduler.Close();

        Assert.Equal(EncodingError.ShuttingDown, CodeOf(() => scheduler.Enter([Texts.Of(1)], Never)));
        Assert.Equal(2, scheduler.WaitForBatch()!.Rows);
        Assert.Null(scheduler.WaitForBatch());
    }

    private static EncodingError CodeOf(Action enter) => Assert.Throws<EncodingException>(enter).Code;

    private BatchScheduler Measured(BatchingOptions options, double tokensPerSecond = 1000, double share = 1)
    {
        (options.Workers, options.DeadlineShare) = (1, share);
        var scheduler = new BatchScheduler(options, _time);
        scheduler.Enter([Texts.Of(1)], Never);
        scheduler.Computed(scheduler.WaitForBatch()!, TimeSpan.FromSeconds(1 / tokensPerSecond));
        return scheduler;
    }
}
