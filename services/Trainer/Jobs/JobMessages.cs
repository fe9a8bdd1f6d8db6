using Google.Protobuf.WellKnownTypes;
using Kale.Trainer.Jobs.Storage;

namespace Kale.Trainer.Jobs;

/// <summary>Jobs as the contract shows them.</summary>
internal sealed class JobMessages(JobManager jobs, DataDirectory data)
{
    public V1.Job Of(Job job)
    {
        var record = job.Record;
        return new V1.Job
        {
            JobId = record.Id,
            Spec = record.Spec,
            State = record.State,
            Created = Timestamp.FromDateTimeOffset(record.Created),
            Started = ToTimestamp(record.Started),
            Ended = ToTimestamp(record.Ended),
            Progress = job.Progress,
            ErrorReason = record.Failure?.Reason ?? "",
            ErrorMessage = record.Failure?.Message ?? "",
            BundleIds = { record.BundleIds },
            Reports = { record.Reports.Select(name => data.Relative(job.Directory.File(name))) },
            QueuePosition = (uint)jobs.PositionOf(job),
            Encoders = { new Dictionary<string, string>(record.Encoders) },
        };
    }

    private static Timestamp? ToTimestamp(DateTimeOffset? time) =>
        time is { } known ? Timestamp.FromDateTimeOffset(known) : null;
}
