using Grpc.Core;
using Kale.V1;

namespace Kale.Trainer.Tests.Support;

/// <summary>What tests say to a Trainer.</summary>
internal static class JobCalls
{
    public static async Task<Job> StartAsync(this V1.Training.TrainingClient client, string id, JobSpec spec) =>
        await client.StartJobAsync(new StartJobRequest { JobId = id, Spec = spec });

    public static async Task<Job> GetAsync(this V1.Training.TrainingClient client, string id) =>
        await client.GetJobAsync(new GetJobRequest { JobId = id });

    public static async Task<Job> CancelAsync(this V1.Training.TrainingClient client, string id) =>
        await client.CancelJobAsync(new CancelJobRequest { JobId = id });

    public static async Task<Job> ResumeAsync(this V1.Training.TrainingClient client, string id) =>
        await client.ResumeJobAsync(new ResumeJobRequest { JobId = id });

    /// <summary>All events until the job ends.</summary>
    public static async Task<List<JobEvent>> WatchAsync(
        this V1.Training.TrainingClient client, string id, ulong after = 0)
    {
        using var call = client.WatchJob(new WatchJobRequest { JobId = id, After = after });
        var events = new List<JobEvent>();
        await foreach (var entry in call.ResponseStream.ReadAllAsync())
            events.Add(entry);
        return events;
    }

    /// <summary>Returns when an event of the job, from the first on, is as asked.</summary>
    public static async Task UntilAsync(this V1.Training.TrainingClient client, string id, Func<JobEvent, bool> seen)
    {
        using var call = client.WatchJob(new WatchJobRequest { JobId = id });
        await foreach (var entry in call.ResponseStream.ReadAllAsync())
        {
            if (seen(entry))
                return;
        }

        Assert.Fail($"{id} has ended before: {await client.GetAsync(id)}");
    }

    /// <summary>Returns when the job has done a step.</summary>
    public static Task UntilStepAsync(this V1.Training.TrainingClient client, string id, ulong step) =>
        client.UntilAsync(id, entry => entry.Progress?.Step >= step);

    /// <summary>Waits for the end.</summary>
    public static async Task<Job> EndAsync(this V1.Training.TrainingClient client, string id)
    {
        await client.WatchAsync(id);
        return await client.GetAsync(id);
    }

    /// <summary>The number at the end of a job's chain.</summary>
    public static double Result(this IEnumerable<JobEvent> events) =>
        events.Last(entry => entry.Evaluation is not null).Evaluation.Metrics["value"];
}
