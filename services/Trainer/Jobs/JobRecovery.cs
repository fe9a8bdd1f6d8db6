using Kale.ServiceDefaults.Errors;
using Kale.Trainer.Jobs.Storage;
using Kale.Training;
using Kale.V1;

namespace Kale.Trainer.Jobs;

/// <summary>What becomes of jobs when the Trainer starts again.</summary>
internal sealed class JobRecovery(TimeProvider time, ILogger<JobRecovery> logger)
{
    /// <summary>How often a job may take the process down without getting any further.</summary>
    public const int MaxInterruptions = 3;

    /// <summary>Puts a job in order; true when it is to be queued.</summary>
    public bool Restore(Job job)
    {
        Leftovers.Remove(job, logger);
        if (job.Record.IsEnded)
            return false;
        if (job.Record.State == JobState.Running)
            Interrupted(job);
        return !job.Record.IsEnded;
    }

    private void Interrupted(Job job)
    {
        var times = job.Record.Interruptions + 1;
        Log.JobInterrupted(logger, job.Id, times);
        if (times < MaxInterruptions)
        {
            Enter(
                job,
                record => record with { State = JobState.Queued, Interruptions = times },
                "The Trainer ended while this job computed; it is taken up again from its last checkpoint.");
            return;
        }

        var failure = Failure(times);
        Enter(
            job,
            record => record with
            {
                State = JobState.Failed,
                Failure = failure,
                Ended = time.GetUtcNow(),
                Interruptions = times,
            },
            failure.Message);
    }

    /// <summary>One that cannot be written down now does not keep the others from their turn.</summary>
    private void Enter(Job job, Func<JobRecord, JobRecord> change, string message)
    {
        try
        {
            job.Enter(change, message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.StateNotWritten(logger, job.Id, e);
            job.EnterInMemory(change);
        }
    }

    private static JobFailure Failure(int times) => new(
        Reasons.From(TrainingError.Interrupted),
        $"The Trainer died {times} times while this job computed and made no checkpoint in between. If the machine "
        + "ran out of memory (see its log), start it with a smaller batch_size or max_tokens; else resume it.");
}
