namespace Kale.Rollouts.State;

/// <summary>Ends when disposed.</summary>
internal sealed class Subscription(Action end) : IAsyncDisposable
{
    public ValueTask DisposeAsync()
    {
        end();
        return ValueTask.CompletedTask;
    }
}
