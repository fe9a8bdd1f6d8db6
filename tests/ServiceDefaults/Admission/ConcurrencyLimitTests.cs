using Kale.ServiceDefaults.Admission;

namespace Kale.ServiceDefaults.Tests.Admission;

/// <summary>Who is let in, with half of a caller's time allowed and one second at most.</summary>
public sealed class ConcurrencyLimitTests
{
    private static readonly AdmissionOptions s_options = new() { DeadlineShare = 0.5, MinInFlight = 4 };

    private readonly ConcurrencyLimit _limit = new(s_options);

    [Theory]
    [InlineData(100, 1.0, 50)]
    [InlineData(100, 0.2, 10)]
    [InlineData(10, 1.0, 5)]
    [InlineData(10, 10.0, 50)]
    [InlineData(10, 60.0, 64)]
    [InlineData(100, 10.0, 100)]
    [InlineData(100, 3600.0, 100)]
    [InlineData(100, 0.01, 4)]
    [InlineData(0, 1.0, 4)]
    [InlineData(1e6, 1.0, 1024)]
    public void Excess_OfACall_IsNoneUpToWhatIsAnsweredInItsShare(double perSecond, double seconds, int limit)
    {
        Assert.Equal(TimeSpan.Zero, Excess(limit - 1, perSecond, seconds));
        Assert.True(Excess(limit, perSecond, seconds) > TimeSpan.Zero);
    }

    [Fact]
    public void Excess_OfACallWithoutADeadline_IsNoneUpToWhatIsAnsweredInTheLongestWait()
    {
        Assert.Equal(TimeSpan.Zero, Excess(99, 100, null));
        Assert.True(Excess(100, 100, null) > TimeSpan.Zero);
    }

    [Fact]
    public void Excess_BeforeTheFirstAnswer_IsNoneForABatch()
    {
        Assert.Equal(TimeSpan.Zero, Excess(63, null, 0.2));
        Assert.True(Excess(64, null, 10) > TimeSpan.Zero);
    }

    [Fact]
    public void Excess_OfARefusedCall_IsWhatItWouldTakeTooLong() =>
        Assert.Equal(0.11, Excess(60, 100, 1.0).TotalSeconds, 6);

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    public void Excess_OfCallersWhoWaitForASlowServer_IsNoneForABatch(double perSecond)
    {
        Assert.Equal(TimeSpan.Zero, Excess(63, perSecond, null));
        Assert.True(Excess(64, perSecond, null) > TimeSpan.Zero);
    }

    [Fact]
    public void Excess_WhileNothingIsAnswered_IsNoMoreThanTheLongestWait() =>
        Assert.InRange(Excess(4, 0, 1.0), TimeSpan.FromMilliseconds(1), s_options.MaxWait);

    [Fact]
    public void Limit_ForMetrics_IsThatOfPatientCallers() => Assert.Equal(100, _limit.Limit(new Load(7, 100)));

    private TimeSpan Excess(int inFlight, double? perSecond, double? seconds) => _limit.Excess(
        new Load(inFlight, perSecond), seconds is { } left ? TimeSpan.FromSeconds(left) : null);
}
