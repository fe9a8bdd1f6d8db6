using Kale.QueryEncoder.Following;
using Kale.ServiceDefaults.Tests.Support;

namespace Kale.QueryEncoder.Tests.Following;

public sealed class WakeTests
{
    private readonly LateTimers _timers = new();

    [Fact]
    public async Task Wait_ItsTimerRingsAfterASignal_OnlyWakesTheNext()
    {
        var wake = new Wake(_timers);
        wake.Signal();
        await wake.WaitAsync(TimeSpan.FromSeconds(1), default);

        _timers.RingAll();
        await wake.WaitAsync(TimeSpan.FromSeconds(1), default);
        var third = wake.WaitAsync(TimeSpan.FromSeconds(1), default);
        Assert.False(third.IsCompleted);
        _timers.RingAll();
        await third;
    }
}
