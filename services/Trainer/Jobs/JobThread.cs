using System.Collections.Concurrent;
using Kale.Encoding.Serving;

namespace Kale.Trainer.Jobs;

/// <summary>
/// A thread of a job's own, on which it stays over all its awaits: recipes compute for minutes without a pause, which
/// neither the thread pool nor whoever waits is for. Like an encoder it gives way to what takes calls in the same
/// process, and so do libtorch's threads, which it starts.
/// </summary>
internal sealed class JobThread : SynchronizationContext
{
    private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> _posted = [];

    private JobThread()
    {
    }

    /// <summary>Ends as the work does.</summary>
    public static Task RunAsync(Func<Task> work)
    {
        var ended = new TaskCompletionSource<Task>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() => ended.SetResult(Work(work))) { IsBackground = true, Name = "job" };
        thread.Start();
        return ended.Task.Unwrap();
    }

    /// <summary>What outlives its job goes on where other work does.</summary>
    public override void Post(SendOrPostCallback d, object? state)
    {
        try
        {
            _posted.Add((d, state));
        }
        catch (InvalidOperationException)
        {
            base.Post(d, state);
        }
    }

    public override SynchronizationContext CreateCopy() => this;

    private static Task Work(Func<Task> work)
    {
        LowPriority.Lower(LowPriority.Computing);
        var context = new JobThread();
        SetSynchronizationContext(context);
        var task = Started(work);
        task.ContinueWith(_ => context._posted.CompleteAdding(), TaskScheduler.Default);
        foreach (var (callback, state) in context._posted.GetConsumingEnumerable())
            callback(state);
        return task;
    }

    private static async Task Started(Func<Task> work) => await work();
}
