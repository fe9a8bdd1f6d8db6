using Google.Protobuf.WellKnownTypes;
using Kale.Trainer.Jobs.Storage;
using Kale.V1;

namespace Kale.Trainer.Jobs;

/// <summary>A job as it is on disk and in memory. Every change is on disk before anybody sees it.</summary>
internal sealed class Job
{
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly Lazy<EventLog> _log;
    private JobRecord _record;
    private JobProgress? _progress;
    private TaskCompletionSource _changed = NewSignal();

    public Job(JobDirectory directory, JobRecord record, TimeProvider time, Action<string, string> damaged)
    {
        (Directory, _record, _time) = (directory, record, time);
        _log = new Lazy<EventLog>(() =>
        {
            var log = EventLog.Open(directory.Events, out var aside);
            if (aside is not null)
                damaged(record.Id, aside);
            return log;
        });
    }

    public JobDirectory Directory { get; }

    public JobRecord Record => Volatile.Read(ref _record);

    public string Id => Record.Id;

    public EventLog Events => _log.Value;

    /// <summary>The last that was reported, whether or not it was worth an event.</summary>
    public JobProgress? Progress => Volatile.Read(ref _progress) ?? Record.Progress;

    /// <summary>Completes at the next change; ask for it before looking at what may change.</summary>
    public Task Changed => Volatile.Read(ref _changed).Task;

    /// <summary>Writes a new record, without an event.</summary>
    public void Save(Func<JobRecord, JobRecord> change)
    {
        lock (_gate)
        {
            var record = change(_record);
            JobFile.Write(Directory.Record, record);
            Volatile.Write(ref _record, record);
        }
    }

    /// <summary>Enters another state: the record first, which decides after a crash, then the events.</summary>
    /// <param name="change">To the new record.</param>
    /// <param name="message">An event that says why; null: none.</param>
    public void Enter(Func<JobRecord, JobRecord> change, string? message = null)
    {
        lock (_gate)
        {
            var record = change(_record with { Progress = Progress });
            JobFile.Write(Directory.Record, record);
            if (message is not null)
                AppendNow(new JobEvent { Message = message });
            AppendNow(new JobEvent { State = record.State });
            Publish(record);
        }
    }

    /// <summary>The same, unless the job has left this state meanwhile.</summary>
    public void EnterFrom(JobState state, Func<JobRecord, JobRecord> change, string message)
    {
        lock (_gate)
        {
            if (_record.State == state)
                Enter(change, message);
        }
    }

    /// <summary>For a disk that takes nothing any more: others see the state as long as the process lives.</summary>
    public void EnterInMemory(Func<JobRecord, JobRecord> change)
    {
        lock (_gate)
            Publish(change(_record with { Progress = Progress }));
    }

    public void Append(JobEvent entry)
    {
        lock (_gate)
        {
            AppendNow(entry);
            Signal();
        }
    }

    /// <summary>Notes progress, as an event too if it is worth one.</summary>
    public void Report(JobProgress progress, bool asEvent)
    {
        Volatile.Write(ref _progress, progress);
        if (asEvent)
            Append(new JobEvent { Progress = progress });
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void AppendNow(JobEvent entry)
    {
        entry.Time = Timestamp.FromDateTimeOffset(_time.GetUtcNow());
        Events.Append(entry);
    }

    private void Publish(JobRecord record)
    {
        Volatile.Write(ref _record, record);
        Signal();
    }

    private void Signal()
    {
        var signalled = Interlocked.Exchange(ref _changed, NewSignal());
        signalled.SetResult();
    }
}
