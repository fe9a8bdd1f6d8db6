using Kale.V1;

namespace Kale.Trainer.Jobs;

/// <summary>What is known of a job apart from its events; kept in its job.json.</summary>
internal sealed record JobRecord
{
    public required string Id { get; init; }

    /// <summary>Counts jobs in the order they were made; listings go by it.</summary>
    public required long Number { get; init; }

    /// <summary>The place in the queue, given anew when a job is resumed; the lowest runs first.</summary>
    public required long Turn { get; init; }

    public required JobSpec Spec { get; init; }

    /// <summary>
    /// What the encoders that the spec names were when the job was started: names with the ids of bundles.
    /// </summary>
    public IReadOnlyDictionary<string, string> Encoders { get; init; } = new Dictionary<string, string>();

    public required DateTimeOffset Created { get; init; }

    public JobState State { get; init; } = JobState.Queued;

    public DateTimeOffset? Started { get; init; }

    public DateTimeOffset? Ended { get; init; }

    /// <summary>The last progress before the state changed.</summary>
    public JobProgress? Progress { get; init; }

    public JobFailure? Failure { get; init; }

    public IReadOnlyList<string> BundleIds { get; init; } = [];

    /// <summary>Names of files in the job's directory.</summary>
    public IReadOnlyList<string> Reports { get; init; } = [];

    /// <summary>How often the process died while this job computed, since its last checkpoint.</summary>
    public int Interruptions { get; init; }

    public bool IsEnded => State is JobState.Succeeded or JobState.Failed or JobState.Cancelled;
}

/// <summary>Why a job failed.</summary>
/// <param name="Reason">One of the error table's words.</param>
/// <param name="Message">What happened and what to do.</param>
internal sealed record JobFailure(string Reason, string Message);
