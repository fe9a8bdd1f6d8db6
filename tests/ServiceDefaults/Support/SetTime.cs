namespace Kale.ServiceDefaults.Tests.Support;

/// <summary>Time that passes only when told to.</summary>
internal sealed class SetTime : TimeProvider
{
    private TimeSpan _passed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _passed.Ticks;

    public void Pass(double milliseconds) => _passed += TimeSpan.FromMilliseconds(milliseconds);
}
