using System.Collections.Concurrent;

namespace Kale.CompatGrpc.Tests.Hosting;

/// <summary>Calls that hang until their client has gone, and those who want to know how far they are.</summary>
internal sealed class AbandonedCalls
{
    private readonly ConcurrentDictionary<string, Stages> _calls = new();

    public async Task HangAsync(string id, CancellationToken cancellationToken)
    {
        var stages = Of(id);
        stages.Hanging.TrySetResult();
        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        finally
        {
            stages.Abandoned.TrySetResult();
        }
    }

    public Task HangingAsync(string id, CancellationToken cancellationToken) =>
        Of(id).Hanging.Task.WaitAsync(cancellationToken);

    public Task AbandonedAsync(string id, CancellationToken cancellationToken) =>
        Of(id).Abandoned.Task.WaitAsync(cancellationToken);

    private Stages Of(string id) => _calls.GetOrAdd(id, _ => new Stages());

    private sealed class Stages
    {
        public TaskCompletionSource Hanging { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public TaskCompletionSource Abandoned { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
