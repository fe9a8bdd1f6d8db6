using Kale.Storage;
using Kale.Training;

namespace Kale.Trainer.Jobs;

/// <summary>The end of jobs and of their files, each with a line in the log.</summary>
internal sealed class JobDeletion(JobManager jobs, ILogger<JobDeletion> logger)
{
    /// <summary>Deletes an ended job; a process that dies meanwhile has it whole or not at all.</summary>
    /// <returns>The bytes of its files.</returns>
    /// <exception cref="TrainingException">JobNotFound, JobNotEnded.</exception>
    public async Task<long> DeleteAsync(string id, string actor, string reason, CancellationToken cancellation)
    {
        var aside = await jobs.TakeOutAsync(id, cancellation);
        // From here on the job is gone, whoever waits for the answer.
        var bytes = await Task.Run(() => Delete(aside), CancellationToken.None);
        Log.JobDeleted(logger, id, bytes, actor, reason);
        return bytes;
    }

    /// <summary>Removes what a job would be resumed from, unless it is resumed meanwhile.</summary>
    public void DeleteCheckpoints(Job job, Predicate<JobRecord> due, TimeSpan kept)
    {
        try
        {
            var message = $"Its checkpoints were kept for {kept.TotalDays:0.##} days "
                + $"({TrainerOptions.Section}:{nameof(TrainerOptions.Retention)}) and are removed; resumed, it begins "
                + "anew.";
            if (jobs.ForgetCheckpoints(job, due, message) is { } aside)
                Log.CheckpointsRemoved(logger, job.Id, Delete(aside), kept);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Only space is lost, and the next round tries again.
            Log.LeftoversStay(logger, job.Id, job.Directory.Path, e.Message);
        }
    }

    private static long Delete(string aside)
    {
        var bytes = DiskSpace.Of(aside);
        RemovedDirectory.Delete(aside);
        return bytes;
    }
}
