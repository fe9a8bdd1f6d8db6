using Kale.Storage;
using Kale.Training.Loop;
using Kale.V1;

namespace Kale.Trainer.Jobs.Storage;

/// <summary>
/// What a job that does not compute needs no more: its work, half-written checkpoints, and all once it has succeeded.
/// </summary>
internal static class Leftovers
{
    public static void Remove(Job job, ILogger logger)
    {
        try
        {
            RemovedDirectory.Delete(job.Directory.Work);
            RemovedDirectory.Finish(job.Directory.Path);
            if (job.Record.State == JobState.Succeeded)
            {
                RemovedDirectory.Delete(job.Directory.Checkpoints);
                File.Delete(job.Directory.Collections);
            }
            else
            {
                CheckpointStore.RemovePartial(job.Directory.Checkpoints);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Only space is lost, and the next start of the Trainer tries again.
            Log.LeftoversStay(logger, job.Id, job.Directory.Path, e.Message);
        }
    }
}
