using Kale.Bundles;
using Kale.Encoding;
using Kale.ServiceDefaults.Errors;
using Kale.Storage;
using Kale.Training;

namespace Kale.Trainer.Jobs;

/// <summary>The one table of what exceptions of recipes mean for a job, and what to do about them.</summary>
internal static class JobFailures
{
    // What libtorch, ONNX Runtime and the C++ library say when they are given no memory.
    private static readonly string[] s_outOfMemory =
        ["out of memory", "can't allocate memory", "not enough memory", "bad_alloc", "failed to allocate memory"];

    public static JobFailure Of(Exception exception, string directory) => exception switch
    {
        _ when DiskSpace.IsFull(exception) => Failure(
            TrainingError.StorageFull,
            $"The disk is full ({exception.Message}). Free space on the disk of '{directory}' and resume the job; it "
                + "continues from its last checkpoint."),
        _ when IsOutOfMemory(exception) => Failure(
            TrainingError.OutOfMemory,
            $"The memory does not hold a batch ({FirstLine(exception)}). Start the job under another id with a "
                + "smaller optimization.batch_size or max_tokens, or on a larger machine."),
        TrainingException training => Failure(training.Code, training.Message),
        BundleException bundle => new JobFailure($"BUNDLE_{Reasons.From(bundle.Code)}", bundle.Message),
        EncodingException encoding => new JobFailure(Reasons.From(encoding.Code), encoding.Message),
        FailureException failure => new JobFailure(failure.Failure.Reason, failure.Failure.Message),
        FileNotFoundException or DirectoryNotFoundException => Failure(
            TrainingError.DataNotFound, $"{exception.Message} Put it back and resume the job."),
        UnauthorizedAccessException => new JobFailure(
            "ACCESS_DENIED", $"{exception.Message} Give the Trainer access and resume the job."),
        IOException => new JobFailure("STORE_FAILED", $"{exception.Message} Look after the disk and resume the job."),
        _ => new JobFailure(
            Reasons.Internal,
            $"An unexpected error: {exception.GetType().Name}: {FirstLine(exception)} The Trainer's log says more "
                + "under this job's id."),
    };

    /// <summary>Whether it is nobody's mistake but the Trainer's.</summary>
    public static bool IsUnexpected(JobFailure failure) => failure.Reason == Reasons.Internal;

    private static JobFailure Failure(TrainingError error, string message) => new(Reasons.From(error), message);

    private static bool IsOutOfMemory(Exception exception) =>
        exception is OutOfMemoryException
        || s_outOfMemory.Any(words => exception.Message.Contains(words, StringComparison.OrdinalIgnoreCase))
        || (exception.InnerException is { } inner && IsOutOfMemory(inner));

    // libtorch puts a stack trace of its own below.
    private static string FirstLine(Exception exception) => exception.Message.Split('\n')[0].TrimEnd();
}
