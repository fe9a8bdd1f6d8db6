using Kale.ServiceDefaults.Hosting;
using Kale.V1;
using Microsoft.Extensions.Options;

namespace Kale.Trainer.Jobs;

/// <summary>
/// Removes the checkpoints of jobs that failed or were cancelled long ago: nobody is going to resume them any more.
/// </summary>
internal sealed class CheckpointRetention(
    JobManager jobs, JobDeletion deletion, IOptions<TrainerOptions> options, TimeProvider time,
    ILogger<CheckpointRetention> logger) : BackgroundLoop(time, logger)
{
    private readonly RetentionOptions _kept = options.Value.Retention;

    protected override async Task<bool> RoundAsync(CancellationToken cancellation)
    {
        Remove(JobState.Failed, _kept.FailedCheckpoints);
        Remove(JobState.Cancelled, _kept.CancelledCheckpoints);
        await Task.Delay(_kept.Interval, Time, cancellation);
        return true;
    }

    private void Remove(JobState state, TimeSpan kept)
    {
        var since = Time.GetUtcNow() - kept;
        foreach (var job in jobs.List([state], long.MaxValue, int.MaxValue).Where(job => IsDue(job.Record)))
            deletion.DeleteCheckpoints(job, IsDue, kept);

        bool IsDue(JobRecord record) => record.State == state && record.Ended <= since;
    }
}
