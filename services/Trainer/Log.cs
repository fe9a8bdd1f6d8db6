using Kale.Training;

namespace Kale.Trainer;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Job {Job} ({Kind}) begins")]
    public static partial void JobBegins(ILogger logger, string job, string kind);

    [LoggerMessage(2, LogLevel.Information, "Job {Job} has succeeded")]
    public static partial void JobSucceeded(ILogger logger, string job);

    [LoggerMessage(3, LogLevel.Warning, "Job {Job} has failed with {Reason}: {Message}")]
    public static partial void JobFailed(ILogger logger, string job, string reason, string message);

    [LoggerMessage(4, LogLevel.Error, "Job {Job} has failed unexpectedly")]
    public static partial void JobFailedUnexpectedly(ILogger logger, string job, Exception exception);

    [LoggerMessage(5, LogLevel.Warning,
        "Job {Job} was computing when the last process ended (time {Times} without a new checkpoint)")]
    public static partial void JobInterrupted(ILogger logger, string job, int times);

    [LoggerMessage(6, LogLevel.Error, "The directory {Directory} holds no readable job and is left alone: {Reason}")]
    public static partial void JobUnreadable(ILogger logger, string directory, string reason);

    [LoggerMessage(7, LogLevel.Error, "The history of job {Job} is damaged; what could not be read is kept in {Aside}")]
    public static partial void EventsDamaged(ILogger logger, string job, string aside);

    [LoggerMessage(8, LogLevel.Critical,
        "The state of job {Job} could not be written down; after a restart it will be taken up again")]
    public static partial void StateNotWritten(ILogger logger, string job, Exception exception);

    [LoggerMessage(9, LogLevel.Warning,
        "Files that job {Job} needs no more could not be removed from {Directory}: {Reason}")]
    public static partial void LeftoversStay(ILogger logger, string job, string directory, string reason);

    [LoggerMessage(10, LogLevel.Information,
        "libtorch {Version}; networks learn on {Device}, each operator of the processor's with {Threads} threads, "
            + "MKL's kernels go by {Choice}")]
    public static partial void TorchLoaded(
        ILogger logger, string version, TrainingDevice device, int threads, string choice);

    [LoggerMessage(11, LogLevel.Error, "libtorch cannot be loaded; jobs that train will fail")]
    public static partial void TorchMissing(ILogger logger, Exception exception);

    [LoggerMessage(12, LogLevel.Warning,
        "Job {Job} is left in a step that takes longer than a stop may; it goes on from its last checkpoint")]
    public static partial void StepLeft(ILogger logger, string job);

    [LoggerMessage(15, LogLevel.Information, "Job {Job} ({Bytes} bytes) was deleted by '{Actor}': {Reason}")]
    public static partial void JobDeleted(ILogger logger, string job, long bytes, string actor, string reason);

    [LoggerMessage(13, LogLevel.Information,
        "The checkpoints of job {Job} ({Bytes} bytes) were kept for {Kept} and are removed; resumed, it begins anew")]
    public static partial void CheckpointsRemoved(ILogger logger, string job, long bytes, TimeSpan kept);

    [LoggerMessage(14, LogLevel.Warning, "What deleted jobs left could not be removed from {Directory}: {Reason}")]
    public static partial void RemovedStays(ILogger logger, string directory, string reason);
}
