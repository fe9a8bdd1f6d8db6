namespace Kale.Rollouts.Tests.State;

/// <summary>The clock of a machine that somebody has set wrong; it runs as fast as any other.</summary>
public sealed class WrongClock(TimeSpan off) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + off;
}
