namespace Kale.Trainer.Jobs;

/// <summary>The job that computes, and the ways to stop it.</summary>
internal sealed class RunningJob(Job job, CancellationToken stopping) : IDisposable
{
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Job Job { get; } = job;

    /// <summary>Cancelled by somebody, or by the end of the process.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>Completes when nobody works on its files any more.</summary>
    public Task Released => _released.Task;

    /// <summary>Whether it was somebody who cancelled it.</summary>
    public bool Cancelled { get; private set; }

    public void Cancel()
    {
        Cancelled = true;
        _stop.Cancel();
    }

    public void Dispose()
    {
        _stop.Dispose();
        _released.TrySetResult();
    }
}
