using Kale.Trainer.Jobs;
using Kale.Trainer.Jobs.Storage;
using Kale.Training.Loop;
using Kale.V1;
using Microsoft.Extensions.Logging.Abstractions;
using static Kale.PowerLoss.Tests.Workloads.Promises;
using Job = Kale.Trainer.Jobs.Job;

namespace Kale.PowerLoss.Tests.Workloads;

/// <summary>A job started, reporting, saving checkpoints, cancelled and resumed; and a second one.</summary>
internal static class JobWork
{
    public const string Name = "jobs";
    private static readonly CheckpointFormat s_format = new("counting", 1);

    public static void Run(string directory)
    {
        using var data = Open(directory);
        var store = new JobStore(data, TimeProvider.System, NullLogger<JobStore>.Instance);
        var job = Start(store, "one");
        Enter(job, JobState.Running);
        var checkpoints = CheckpointsOf(job);
        for (var step = 1; step <= 4; step++)
        {
            job.Append(new JobEvent { Message = $"step {step}" });
            Say("event", job.Id, job.Events.Written.Count);
            Save(job, checkpoints, step);
        }

        Save(job, checkpoints.Of("part"), 7, "part");
        Enter(job, JobState.Cancelled);
        Enter(job, JobState.Queued);
        Start(store, "two");
    }

    public static DataDirectory Open(string directory) =>
        DataDirectory.Open(Path.Combine(directory, "data", "trainer"));

    public static CheckpointStore CheckpointsOf(Job job) =>
        new(job.Directory.Checkpoints, s_format, saved: () => { }, notice: _ => { });

    private static Job Start(JobStore store, string id)
    {
        var job = store.Create(new JobRecord
        {
            Id = id,
            Number = 1,
            Turn = 1,
            Spec = new JobSpec { OutputName = id, Evaluate = new Evaluate() },
            Created = DateTimeOffset.UnixEpoch,
            State = JobState.Queued,
        });
        Say("state", id, JobState.Queued);
        return job;
    }

    private static void Enter(Job job, JobState state)
    {
        job.Enter(record => record with { State = state });
        Say("state", job.Id, state);
    }

    private static void Save(Job job, CheckpointStore checkpoints, long step, string part = "whole")
    {
        checkpoints.Save(step, writer => writer.Write("state", new byte[100]));
        Say("checkpoint", job.Id, part, step);
    }
}
