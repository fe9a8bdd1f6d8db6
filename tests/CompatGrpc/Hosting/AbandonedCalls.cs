using System.Collections.Concurrent;

namespace Kale.CompatGrpc.Tests.Hosting;

/// <summary>Calls that hang until their client has gone, and those who want to know when that is seen.</summary>
internal sealed class AbandonedCalls
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _calls = new();

    public async Task HangAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        finally
        {
            Of(id).TrySetResult();
        }
    }

    public Task WaitAsync(string id, CancellationToken cancellationToken) => Of(id).Task.WaitAsync(cancellationToken);

    private TaskCompletionSource Of(string id) =>
        _calls.GetOrAdd(id, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
