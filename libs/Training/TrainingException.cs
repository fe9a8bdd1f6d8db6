namespace Kale.Training;

/// <summary>Why a training run cannot be done as asked.</summary>
public enum TrainingError
{
    /// <summary>A name that is in none of the tables.</summary>
    UnknownName,

    /// <summary>A layer plan that this encoder cannot follow.</summary>
    InvalidPlan,

    /// <summary>Tensors or encoders whose sizes do not fit each other.</summary>
    WrongShape,

    /// <summary>A setting outside of its range.</summary>
    OutOfRange,

    /// <summary>A data set that is not where it is said to be, or not any more.</summary>
    DataNotFound,

    /// <summary>A path that leaves its data root.</summary>
    DataRefused,

    /// <summary>A line, file or set of files that cannot be understood as what it is said to be.</summary>
    DataMalformed,

    /// <summary>A loss that is no number any more.</summary>
    LossNotFinite,

    /// <summary>The disk is full.</summary>
    StorageFull,

    /// <summary>No checkpoint of the job is whole.</summary>
    CheckpointCorrupt,

    /// <summary>The machine's memory, or the device's, does not hold what the job needs at once.</summary>
    OutOfMemory,

    /// <summary>The graph that would be served computes something else than the network that was trained.</summary>
    ExportMismatch,

    /// <summary>The process died again and again while the job computed.</summary>
    Interrupted,

    /// <summary>No such job.</summary>
    JobNotFound,

    /// <summary>The job's id is taken by a job that does something else.</summary>
    JobExists,

    /// <summary>The job has ended and cannot be cancelled or resumed any more.</summary>
    JobEnded,

    /// <summary>The job waits or computes and cannot be deleted yet.</summary>
    JobNotEnded,

    /// <summary>Another queued or running job publishes under the same name.</summary>
    OutputNameTaken,

    /// <summary>As many jobs wait as may.</summary>
    QueueFull,

    /// <summary>The job has no such report, or none yet.</summary>
    ReportNotFound,
}

/// <summary>A training run that cannot be done as asked; the message says what to do.</summary>
public sealed class TrainingException(TrainingError code, string message, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>The reason, for callers that map it to a status.</summary>
    public TrainingError Code { get; } = code;

    /// <summary>The field of the request that it is about; null where it is about none.</summary>
    public string? Field { get; init; }
}
