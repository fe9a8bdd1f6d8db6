using System.Runtime.CompilerServices;
using Kale.ServiceDefaults.Errors;
using Kale.Trainer.Jobs.Storage;
using Kale.V1;

namespace Kale.Trainer.Jobs;

/// <summary>Follows jobs until they end.</summary>
internal sealed class JobWatch(IHostApplicationLifetime lifetime)
{
    /// <summary>The events after the first so many, and then each as it happens.</summary>
    /// <exception cref="FailureException">SHUTTING_DOWN: the Trainer stops before the job has ended.</exception>
    public async IAsyncEnumerable<JobEvent> EventsAsync(
        Job job, ulong after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var reader = new EventReader(job.Directory.Events);
        while (true)
        {
            // In this order: what happens after the look at the state changes the signal.
            var changed = job.Changed;
            var ended = job.Record.IsEnded;
            foreach (var entry in reader.Next(job.Events, after))
                yield return entry;
            if (ended)
                yield break;
            await WaitAsync(changed, cancellation);
        }
    }

    /// <summary>Waits until the job computes and waits no more.</summary>
    public async Task EndAsync(Job job, CancellationToken cancellation)
    {
        for (var changed = job.Changed; !job.Record.IsEnded; changed = job.Changed)
            await WaitAsync(changed, cancellation);
    }

    private async Task WaitAsync(Task changed, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, lifetime.ApplicationStopping);
        try
        {
            await changed.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new FailureException(
                Reasons.ShuttingDown,
                "The Trainer is being stopped; the job goes on when it is back. Watch it again then, after the last "
                    + "event seen.");
        }
    }
}
